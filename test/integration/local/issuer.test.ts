import { execFile } from "node:child_process";
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { createRemoteJWKSet, jwtVerify } from "jose";
import { describe, expect, it, onTestFinished } from "vitest";
import { localIssuer, openIssuer, startKeyServer } from "../../../local/issuer/issuer.ts";
import { temporaryDirectory } from "../../support/local/temporary-directory.ts";

const names = { audience: "nodesmith", roleClaim: "roles" };
const run = promisify(execFile);
const command = fileURLToPath(new URL("../../../local/token.ts", import.meta.url));

async function serve(directory: string) {
  const issuer = await openIssuer(directory, names);
  const server = await startKeyServer(issuer);
  onTestFinished(server.close);
  return { issuer, keys: createRemoteJWKSet(new URL(server.jwksUri)) };
}

const expected = { issuer: localIssuer, audience: "nodesmith", algorithms: ["ES256"] };

describe("the local issuer", () => {
  it("signs tokens that its public keys prove", async () => {
    const { issuer, keys } = await serve(await temporaryDirectory());
    const request = { subject: "alice", roles: ["admin"], ttl: 90, claims: { org_id: "acme" } };
    const { payload } = await jwtVerify(await issuer.issueToken(request), keys, expected);
    expect(payload).toMatchObject({ sub: "alice", roles: ["admin"], org_id: "acme" });
    expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(90);
  });

  it("keeps its key, in a file that only its owner reads", async () => {
    const directory = await temporaryDirectory();
    const [first, second] = await Promise.all([
      openIssuer(directory, names),
      openIssuer(directory, names),
    ]);
    expect(second.jwks).toEqual(first.jwks);
    expect((await stat(join(directory, "issuer-key.json"))).mode & 0o777).toBe(0o600);
    expect(JSON.stringify(first.jwks)).not.toContain('"d"');
  });

  it("is at hand on the command line, stack or no stack", async () => {
    const DATA_DIR = join(await temporaryDirectory(), "new");
    const env = { ...process.env, DATA_DIR };
    const more = ["--role", "admin", "--ttl", "2h", "--claim", "org_id=acme"];
    const { stdout } = await run(process.execPath, [command, "bob", ...more], { env });
    const { keys } = await serve(DATA_DIR);
    const { payload } = await jwtVerify(stdout.trim(), keys, expected);
    expect(payload).toMatchObject({ sub: "bob", roles: ["admin"], org_id: "acme" });
    const failed = run(process.execPath, [command, "bob", "--ttl", "soon"], { env });
    await expect(failed).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining("soon"),
    });
  });
});
