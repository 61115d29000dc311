import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { DynamoDBClient, ListTablesCommand, ScanCommand } from "@aws-sdk/client-dynamodb";
import { GetSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { afterAll, beforeAll, expect, it } from "vitest";
import { clientSettings } from "../../local/services/clients.ts";
import { type ApiClient, apiClient, csvSentence, generate } from "../support/api/api-client.ts";
import { startTestStack, type TestStack } from "../support/stack/test-stack.ts";

/** Every planted key holds this text, which nothing else does. */
const mark = "PLANTED7q3";
let planted = 0;
const newKey = (form = "sk-ant-api03-") => {
  planted += 1;
  return `${form}${mark}${String(planted).padStart(4, "0")}x0123456789abcdefghijk`;
};

let stack: TestStack;
let ada: ApiClient;
let admin: ApiClient;
const answers: string[] = [];

beforeAll(async () => {
  stack = await startTestStack({ settings: { LOG_LEVEL: "debug" } });
  ada = await apiClient(stack, "ada");
  admin = await apiClient(stack, "root", ["admin"]);
});

afterAll(() => stack?.close());

async function call(client: ApiClient, method: string, path: string, options: object = {}) {
  const answer = await client.call(method, path, options);
  answers.push(JSON.stringify([...answer.headers]), answer.text);
  return answer;
}

const path = "/api/llm-config";
const anthropic = (apiKey: string, more: object = {}) => ({
  provider: "anthropic",
  model: "claude-sonnet-5-5",
  isDefault: false,
  // Nobody listens there: what is tried with a key fails, and leaves this machine never.
  apiConfig: { apiKey, apiUrl: "http://127.0.0.1:9" },
  ...more,
});

/** Makes, rotates and deletes configurations of a caller; one is left. Answers its last key. */
async function live(client: ApiClient, query: string): Promise<{ id: string; key: string }> {
  const make = async () =>
    (await call(client, "POST", path + query, { body: anthropic(newKey()) })).json.id;
  const [kept, gone] = [await make(), await make()];
  const key = newKey();
  const body = { apiConfig: { apiKey: key }, isDefault: false };
  expect((await call(client, "PUT", `${path}/${kept}${query}`, { body })).status).toBe(200);
  expect((await call(client, "DELETE", `${path}/${gone}${query}`)).status).toBe(200);
  await call(client, "POST", `${path}/${kept}/health-check${query}`);
  for (const one of [path, `${path}/${kept}`, `${path}/audit`]) {
    expect((await call(client, "GET", one + query)).status).toBe(200);
  }
  return { id: kept, key };
}

/** Keys where they do not belong: each is refused. */
async function misplace(): Promise<void> {
  const apiKey = newKey();
  const { id } = (await call(ada, "POST", path, { body: anthropic(apiKey) })).json;
  const bodies: object[] = [
    anthropic(apiKey, { model: newKey() }),
    anthropic(apiKey, { model: `${newKey()} and more` }),
    anthropic(apiKey, { repairModel: newKey() }),
    anthropic(apiKey, { provider: newKey() }),
    anthropic(apiKey, { temperature: newKey() }),
    anthropic(apiKey, { fallbackOrder: newKey() }),
    anthropic(apiKey, { apiKey: newKey() }),
    anthropic(apiKey, { [newKey()]: true }),
    anthropic(apiKey, { apiConfig: { apiKey, [newKey()]: true } }),
    anthropic(apiKey, { apiConfig: { apiKey: { key: newKey() } } }),
    anthropic(apiKey, { apiConfig: { apiKey: newKey().repeat(20) } }),
    anthropic(apiKey, { apiConfig: { apiKey: `${newKey()} ${newKey()}` } }),
    anthropic(apiKey, { apiConfig: { apiKey, api: newKey() } }),
    ...["https://HOST/KEY", "https://HOST/?k=KEY", "https://KEY@HOST", "https://a:KEY@HOST", "KEY"]
      .map((form) => form.replace("HOST", "llm.example").replace("KEY", newKey()))
      .map((apiUrl) => anthropic(apiKey, { apiConfig: { apiKey, apiUrl } })),
    { provider: "mock", model: "patterns", apiConfig: { apiKey } },
    anthropic(newKey("AIzaSyB"), { model: newKey("AIzaSyB") }),
  ];
  const refuse = async (body: object) => {
    const answer = await call(ada, "POST", path, { body });
    expect(answer.status, answer.text).toBe(400);
    // Without the provider, which cannot change, most are refused for the key as well.
    const { provider: _, ...changes } = { provider: "", ...body };
    const place = `${path}/${id}?verify=false`;
    const changed = await call(ada, "PUT", place, { body: changes });
    expect([200, 400], changed.text).toContain(changed.status);
  };
  for (const body of bodies) await refuse(body);
  for (const text of [`{"apiConfig": {"apiKey": "${newKey()}`, newKey(), `["${newKey()}"]`]) {
    expect((await call(ada, "POST", path, { text })).status).toBe(400);
  }
  const ifMatch = { "if-match": `"${newKey()}"` };
  const stale = { body: { temperature: 1 }, headers: ifMatch };
  expect((await call(ada, "PUT", `${path}/${id}`, stale)).status).toBe(412);
  for (const place of [`/${newKey()}`, `?scope=${newKey()}`, `?${newKey()}=1`]) {
    expect((await call(ada, "GET", path + place)).status).toBe(400);
  }
  const scoped = { body: anthropic(newKey()) };
  expect((await call(ada, "POST", `${path}?scope=platform`, scoped)).status).toBe(403);
  expect((await call(ada, "POST", path, { ...scoped, token: null })).status).toBe(401);
}

/** Everything that lies in the tables. */
async function itemsOfAllTables(): Promise<string> {
  const client = new DynamoDBClient(clientSettings(stack.endpoints.dynamodb));
  const { TableNames = [] } = await client.send(new ListTablesCommand({}));
  expect(TableNames.length).toBeGreaterThanOrEqual(3);
  const scans = TableNames.map((TableName) => client.send(new ScanCommand({ TableName })));
  const items = (await Promise.all(scans)).flatMap(({ Items = [] }) => Items);
  client.destroy();
  return JSON.stringify(items);
}

/** Every file of the data directory, the encrypted secrets and the emulator's tables included. */
async function filesOnDisk(): Promise<Map<string, string>> {
  const entries = await readdir(stack.dataDir, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map((one) => join(one.parentPath, one.name));
  return new Map(
    await Promise.all(
      files.map(async (file) => [file, await readFile(file, "latin1").catch(() => "")] as const),
    ),
  );
}

it("keys are in the encrypted secret store and nowhere else, whatever is done with them", async () => {
  const own = await live(ada, "");
  const platform = await live(admin, "?scope=platform");
  await call(ada, "GET", `${path}?scope=platform`);
  await misplace();
  const node = await generate(ada, csvSentence);
  for (const part of ["", "/events", "/transcript"]) {
    await call(ada, "GET", `/api/jobs/${node.provenance.job_id}${part}`);
  }

  const items = await itemsOfAllTables();
  expect(items).toContain("keyHint");
  expect(items).not.toContain(mark);
  const logs = await stack.readLogs();
  expect(logs).toContain("create-llm-config");
  expect(logs).not.toContain(mark);
  expect(answers.filter((answer) => answer.includes(mark))).toEqual([]);
  const files = await filesOnDisk();
  expect([...files.keys()].join()).toContain("secrets.enc");
  const holders = [...files].filter(([, text]) => text.includes(mark)).map(([name]) => name);
  expect(holders).toEqual([]);

  const client = new SecretsManagerClient(clientSettings(stack.endpoints.secrets));
  for (const { id, key } of [own, platform]) {
    const pointer = new RegExp(
      `${id}.{0,500}?"secretId\\\\*":\\\\*"([^"\\\\]+)\\\\*",\\\\*"versionId\\\\*":\\\\*"([^"\\\\]+)`,
    ).exec(items);
    const [, SecretId, VersionId] = pointer ?? [];
    const secret = await client.send(new GetSecretValueCommand({ SecretId, VersionId }));
    expect(secret.SecretString).toBe(key);
  }
  client.destroy();
});
