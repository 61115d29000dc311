import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import {
  CreateSecretCommand,
  DeleteSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  ResourceExistsException,
  ResourceNotFoundException,
  SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";
import { describe, expect, it, onTestFinished } from "vitest";
import { secretArn } from "../../../local/account.ts";
import { clientSettings } from "../../../local/services/clients.ts";
import { openSecretStore } from "../../../local/services/secret-store.ts";
import { startSecretsApi } from "../../../local/services/secrets-api.ts";
import { temporaryDirectory } from "../../support/local/temporary-directory.ts";

async function start(directory?: string) {
  const at = directory ?? (await temporaryDirectory());
  const api = await startSecretsApi(await openSecretStore(at));
  const client = new SecretsManagerClient(clientSettings(api.url));
  onTestFinished(async () => {
    client.destroy();
    await api.close();
  });
  return { client, directory: at };
}

const create = new CreateSecretCommand({ Name: "tenant/keys", SecretString: "first" });
const get = (SecretId: string, more = {}) => new GetSecretValueCommand({ SecretId, ...more });

describe("the secrets", () => {
  it("are read by name, by ARN and by version, and moved on by a put", async () => {
    const { client } = await start();
    const created = await client.send(create);
    expect(created.ARN).toBe(secretArn("tenant/keys"));
    const put = await client.send(
      new PutSecretValueCommand({ SecretId: "tenant/keys", SecretString: "second" }),
    );
    const current = await client.send(get("tenant/keys"));
    expect([current.SecretString, current.VersionId]).toEqual(["second", put.VersionId]);
    const old = await client.send(get(created.ARN ?? "", { VersionId: created.VersionId }));
    expect([old.SecretString, old.VersionStages]).toEqual(["first", ["AWSPREVIOUS"]]);
    const described = await client.send(new DescribeSecretCommand({ SecretId: "tenant/keys" }));
    expect(Object.keys(described.VersionIdsToStages ?? {})).toHaveLength(2);
  });

  it("answer what is missing, there already or deleted as the service does", async () => {
    const { client } = await start();
    await expect(client.send(get("nothing"))).rejects.toThrow(ResourceNotFoundException);
    await client.send(create);
    await expect(client.send(create)).rejects.toThrow(ResourceExistsException);
    await client.send(new DeleteSecretCommand({ SecretId: "tenant/keys" }));
    await expect(client.send(get("tenant/keys"))).rejects.toThrow("marked for deletion");
    const force = { SecretId: "tenant/keys", ForceDeleteWithoutRecovery: true };
    await client.send(new DeleteSecretCommand(force));
    await expect(client.send(get("tenant/keys"))).rejects.toThrow(ResourceNotFoundException);
  });

  it("outlive the process, encrypted, in files that only their owner reads", async () => {
    const first = await start();
    await first.client.send(create);
    const files = ["secrets.enc", "secrets.key"].map((name) => join(first.directory, name));
    for (const file of files) {
      expect((await stat(file)).mode & 0o777).toBe(0o600);
      expect(await readFile(file, "latin1")).not.toContain("first");
    }
    const second = await start(first.directory);
    expect((await second.client.send(get("tenant/keys"))).SecretString).toBe("first");
  });
});
