import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { afterEach, expect, test } from "vitest";
import { platformKeys } from "#shared/aws/secrets.ts";
import { type FakeAnswer, startFakeService } from "../../support/aws/fake-service.ts";

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

const secretArn = "arn:aws:secretsmanager:us-east-1:000000000000:secret:platform";

async function setUp(...secrets: (string | FakeAnswer)[]) {
  const service = await startFakeService(() => {
    const secret = secrets.shift() ?? "{}";
    return typeof secret === "string" ? { status: 200, body: { SecretString: secret } } : secret;
  });
  const client = new SecretsManagerClient({ ...service.clientOptions, maxAttempts: 1 });
  stops.push(async () => {
    client.destroy();
    await service.stop();
  });
  return { keys: platformKeys({ client, secretArn }), requests: service.requests };
}

test("keys are asked for once", async () => {
  const { keys, requests } = await setUp('{"claude":"one","openai":"two","other":"three"}');
  expect(await Promise.all([keys(), keys()])).toEqual([
    { claude: "one", openai: "two" },
    { claude: "one", openai: "two" },
  ]);
  await keys();
  expect(requests.map(({ body }) => JSON.parse(body))).toEqual([{ SecretId: secretArn }]);
});

test("an empty key is no key", async () => {
  const { keys } = await setUp('{"claude":" ","openai":"two"}');
  expect(await keys()).toEqual({ openai: "two" });
});

test("a failure is not kept", async () => {
  const denied = { status: 400, body: { __type: "AccessDeniedException", message: "no" } };
  const { keys } = await setUp(denied, '{"claude":"one"}');
  await expect(keys()).rejects.toThrow("no");
  expect(await keys()).toEqual({ claude: "one" });
});

test.each(["sk-secret", '{"claude":["sk-secret"]}', '"sk-secret"'])(
  "no part of a bad secret is in the error: %s",
  async (secret) => {
    const { keys } = await setUp(secret);
    const error = await keys().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(Error);
    expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain("sk-secret");
  },
);
