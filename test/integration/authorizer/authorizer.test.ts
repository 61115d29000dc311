import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { APIGatewayTokenAuthorizerEvent } from "aws-lambda";
import { exportJWK, generateKeyPair, SignJWT } from "jose";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { capturedLines, metricsIn } from "../../support/observability/captured-lines.ts";

/** An issuer's key endpoint whose keys and health the tests change. */
const issuer = { keys: [] as object[], status: 200, asked: 0 };
const server = createServer((_request, response) => {
  issuer.asked += 1;
  response.writeHead(issuer.status, { "content-type": "application/json" });
  response.end(JSON.stringify({ keys: issuer.keys }));
});

const methodArn = "arn:aws:execute-api:eu-central-1:000000000000:api/prod/GET/api/generated-nodes";

async function signer(kid: string) {
  const { publicKey, privateKey } = await generateKeyPair("ES256", { extractable: true });
  const jwk = { ...(await exportJWK(publicKey)), kid, alg: "ES256" };
  const token = () =>
    new SignJWT({ roles: ["admin"] })
      .setProtectedHeader({ alg: "ES256", kid })
      .setSubject("ada")
      .setIssuer("https://issuer.example")
      .setAudience("nodesmith")
      .setExpirationTime("10m")
      .sign(privateKey);
  return { jwk, token };
}

async function freshHandler() {
  vi.resetModules();
  return (await import("../../../functions/authorizer/handler.ts")).handler;
}

const event = (token: string): APIGatewayTokenAuthorizerEvent => ({
  type: "TOKEN",
  methodArn,
  authorizationToken: `Bearer ${token}`,
});

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  vi.stubEnv("TOKEN_ISSUER", "https://issuer.example");
  vi.stubEnv("TOKEN_AUDIENCE", "nodesmith");
  vi.stubEnv("TOKEN_JWKS_URI", `http://127.0.0.1:${port}/jwks.json`);
  vi.stubEnv("TENANT_CLAIM", "sub");
  vi.stubEnv("ROLE_CLAIM", "roles");
});

afterAll(() => {
  vi.unstubAllEnvs();
  server.close();
});

describe("the authorizer", () => {
  it("allows the whole stage, tells who calls, and fetches the keys once", async () => {
    const { jwk, token } = await signer("one");
    Object.assign(issuer, { keys: [jwk], status: 200, asked: 0 });
    const handler = await freshHandler();
    const answer = await handler(event(await token()));
    await handler(event(await token()));
    expect(answer.policyDocument.Statement).toEqual([
      {
        Effect: "Allow",
        Action: "execute-api:Invoke",
        Resource: "arn:aws:execute-api:eu-central-1:000000000000:api/prod/*",
      },
    ]);
    expect(answer.context).toMatchObject({ subject: "ada", roles: "user admin" });
    expect(answer.principalId).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(issuer.asked).toBe(1);
  });

  it("answers Unauthorized to a token that is not valid", async () => {
    const handler = await freshHandler();
    const { token } = await signer("unknown");
    const unknown = await token();
    const lines = await capturedLines(async () => {
      await expect(handler(event(unknown))).rejects.toThrow(/^Unauthorized$/);
      await expect(handler(event("rubbish"))).rejects.toThrow(/^Unauthorized$/);
    });
    const told = { kind: "security", event: "bad_token", level: "warn" };
    expect(lines.filter(({ kind }) => kind === "security")).toMatchObject([told, told]);
    expect(JSON.stringify(lines)).not.toContain(unknown);
    const counted = { kind: "bad_token", security_events_total: 1 };
    expect(metricsIn(lines)).toEqual([counted, counted]);
  });

  it("fails, rather than refuse, when the keys cannot be had", async () => {
    const { token } = await signer("one");
    issuer.status = 500;
    const handler = await freshHandler();
    const known = await token();
    const lines = await capturedLines(() =>
      expect(handler(event(known))).rejects.not.toThrow(/^Unauthorized$/),
    );
    expect(metricsIn(lines)).toEqual([{ function_kind: "authorizer", service_errors_total: 1 }]);
  });

  it("takes a rotated key without a restart, once the pause between fetches is over", async () => {
    const [before, after] = [await signer("one"), await signer("two")];
    Object.assign(issuer, { keys: [before.jwk], status: 200, asked: 0 });
    const handler = await freshHandler();
    await handler(event(await before.token()));
    issuer.keys = [after.jwk];
    vi.useFakeTimers({ now: Date.now() + 31_000, toFake: ["Date"] });
    try {
      const answer = await handler(event(await after.token()));
      expect(answer.context?.subject).toBe("ada");
      expect(issuer.asked).toBe(2);
    } finally {
      vi.useRealTimers();
    }
  });
});
