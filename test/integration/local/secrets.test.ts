import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import {
  CreateSecretCommand,
  DeleteSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  LimitExceededException,
  PutSecretValueCommand,
  ResourceExistsException,
  ResourceNotFoundException,
  SecretsManagerClient,
  TagResourceCommand,
  UpdateSecretVersionStageCommand,
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
  // The SDK takes a limit for a throttle, and would try again.
  const client = new SecretsManagerClient({ ...clientSettings(api.url), maxAttempts: 1 });
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

  it("have labels that move, stay or go as the service has them", async () => {
    const { client } = await start();
    const SecretId = "tenant/keys";
    const created = await client.send(create);
    const putAs = (ClientRequestToken: string, SecretString: string, VersionStages?: string[]) =>
      client.send(
        new PutSecretValueCommand({
          SecretId,
          ClientRequestToken,
          SecretString,
          ...(VersionStages && { VersionStages }),
        }),
      );
    const [one = "", two = ""] = [crypto.randomUUID(), crypto.randomUUID()];
    await putAs(one, "1", ["mine"]);
    expect((await client.send(get(SecretId))).VersionId).toBe(created.VersionId);
    expect((await client.send(get(SecretId, { VersionStage: "mine" }))).SecretString).toBe("1");
    await putAs(one, "1", ["mine"]);
    await expect(putAs(one, "other")).rejects.toThrow(ResourceExistsException);
    await putAs(two, "2", ["mine"]);
    expect((await client.send(get(SecretId, { VersionId: one }))).VersionStages).toEqual([]);

    const move = (parts: object) =>
      client.send(
        new UpdateSecretVersionStageCommand({ SecretId, VersionStage: "mine", ...parts }),
      );
    await expect(move({ RemoveFromVersionId: one })).rejects.toThrow("not attached");
    await expect(move({ MoveToVersionId: one })).rejects.toThrow("another version");
    await move({ RemoveFromVersionId: two, MoveToVersionId: one });
    expect((await client.send(get(SecretId, { VersionStage: "mine" }))).VersionId).toBe(one);
    await move({ RemoveFromVersionId: one });
    await expect(client.send(get(SecretId, { VersionStage: "mine" }))).rejects.toThrow();
    await putAs(crypto.randomUUID(), "3");
    expect((await client.send(get(SecretId, { VersionStage: "AWSPREVIOUS" }))).VersionId).toBe(
      created.VersionId,
    );
  });

  it("have at most 20 labels, and are tagged when made and later", async () => {
    const { client } = await start();
    const SecretId = "tenant/keys";
    const Tags = [{ Key: "service", Value: "nodesmith" }];
    await client.send(new CreateSecretCommand({ Name: SecretId, SecretString: "first", Tags }));
    await client.send(
      new TagResourceCommand({ SecretId, Tags: [{ Key: "stage", Value: "test" }] }),
    );
    const described = await client.send(new DescribeSecretCommand({ SecretId }));
    expect(described.Tags).toEqual([...Tags, { Key: "stage", Value: "test" }]);
    const put = (VersionStages: string[]) =>
      client.send(new PutSecretValueCommand({ SecretId, SecretString: "x", VersionStages }));
    await put(Array.from({ length: 19 }, (_, n) => `label-${n}`));
    await expect(put(["one-more"])).rejects.toThrow(LimitExceededException);
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
