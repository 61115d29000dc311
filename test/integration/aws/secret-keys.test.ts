import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";
import { describe, expect, it, onTestFinished } from "vitest";
import { AppError } from "#shared/app-error.ts";
import { secretKeyReader } from "#shared/aws/secret-key-reader.ts";
import { secretKeyWriter } from "#shared/aws/secret-key-writer.ts";
import { clientSettings } from "../../../local/services/clients.ts";
import { openSecretStore } from "../../../local/services/secret-store.ts";
import { startSecretsApi } from "../../../local/services/secrets-api.ts";
import { startFakeService } from "../../support/aws/fake-service.ts";
import { temporaryDirectory } from "../../support/local/temporary-directory.ts";
import { newTenant } from "../../support/stores/node-samples.ts";

async function start() {
  const api = await startSecretsApi(await openSecretStore(await temporaryDirectory()));
  // The SDK takes a limit for a throttle, and would try again.
  const client = new SecretsManagerClient({ ...clientSettings(api.url), maxAttempts: 1 });
  onTestFinished(async () => {
    client.destroy();
    await api.close();
  });
  const writer = secretKeyWriter({ client, prefix: "nodesmith/test/" });
  const owner = newTenant();
  const secretId = writer.newSecretId(owner, crypto.randomUUID());
  const describeSecret = () => client.send(new DescribeSecretCommand({ SecretId: secretId }));
  const labels = async () =>
    Object.values((await describeSecret()).VersionIdsToStages ?? {})
      .flat()
      .sort();
  const put = async (key: string, versionId: string = crypto.randomUUID()) => {
    await writer.put({ owner, secretId, versionId }, key);
    return { secretId, versionId };
  };
  return {
    client,
    writer,
    reader: secretKeyReader({ client }),
    owner,
    secretId,
    describeSecret,
    labels,
    put,
  };
}

describe("keys in the secret store", () => {
  it("are versions of one tagged secret, held by labels of their own", async () => {
    const { owner, put, reader, labels, describeSecret } = await start();
    const one = await put("key-number-one");
    const other = await put("key-number-two");
    expect(await reader.read(one)).toBe("key-number-one");
    expect(await reader.read(other)).toBe("key-number-two");
    expect(await labels()).toEqual(
      ["AWSCURRENT", `key-${one.versionId}`, `key-${other.versionId}`].sort(),
    );
    expect((await describeSecret()).Tags).toEqual([
      { Key: "service", Value: "nodesmith" },
      { Key: "scope", Value: "tenant" },
      { Key: "tenant", Value: owner },
    ]);
  });

  it("are not what the secret gives to those who name no version", async () => {
    const { client, secretId, put } = await start();
    await put("key-number-one");
    const current = await client.send(new GetSecretValueCommand({ SecretId: secretId }));
    expect(current.SecretString).toBe("{}");
  });

  it("may be put again, and never over another one", async () => {
    const { put, labels } = await start();
    const { versionId } = await put("key-number-one");
    await put("key-number-one", versionId);
    expect(await labels()).toHaveLength(2);
    await expect(put("key-number-two", versionId)).rejects.toMatchObject({ code: "unavailable" });
  });

  it("lose their label, and the secret goes, as often as it is asked", async () => {
    const { put, writer, labels, secretId, describeSecret } = await start();
    const one = await put("key-number-one");
    await put("key-number-two");
    await writer.remove(one);
    await writer.remove(one);
    expect(await labels()).toHaveLength(2);
    await writer.removeSecret(secretId);
    await writer.removeSecret(secretId);
    await writer.remove(one);
    await expect(describeSecret()).rejects.toThrow("no such secret");
  });

  it("are read once and kept, while a failure is not", async () => {
    const { put, writer, reader, secretId } = await start();
    const unknown = { secretId, versionId: crypto.randomUUID() };
    await expect(reader.read(unknown)).rejects.toThrow();
    await put("key-number-one", unknown.versionId);
    expect(await reader.read(unknown)).toBe("key-number-one");
    await writer.removeSecret(secretId);
    expect(await reader.read(unknown)).toBe("key-number-one");
  });

  it("are at most 19 at once, which is told without the key", async () => {
    const { put } = await start();
    for (let n = 0; n < 19; n += 1) await put(`key-number-${n}-planted`);
    const refused = await put("the-20th-planted-key").catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(AppError);
    expect(refused).toMatchObject({ code: "rate_limited" });
    expect(JSON.stringify(refused, Object.getOwnPropertyNames(refused))).not.toContain("planted");
  });

  it("are in no error of a secret store that fails, whatever it says", async () => {
    const service = await startFakeService(({ body }) => ({
      status: 500,
      headers: { "content-type": "application/x-amz-json-1.1" },
      body: { __type: "InternalServiceError", message: body },
    }));
    const client = new SecretsManagerClient({ ...service.clientOptions, maxAttempts: 1 });
    onTestFinished(async () => {
      client.destroy();
      await service.stop();
    });
    const writer = secretKeyWriter({ client, prefix: "nodesmith/test/" });
    const place = { owner: newTenant(), secretId: "s", versionId: crypto.randomUUID() };
    const error = await writer.put(place, "the-planted-key").catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: "unavailable" });
    expect(error instanceof Error && `${error.stack} ${String(error.cause)}`).not.toContain(
      "planted",
    );
    expect(service.requests.some(({ body }) => body.includes("planted"))).toBe(true);
  });
});
