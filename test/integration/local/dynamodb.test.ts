import { join } from "node:path";
import {
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
} from "@aws-sdk/client-dynamodb";
import { describe, expect, it, onTestFinished } from "vitest";
import { loadAssembly } from "../../../local/assembly/load-assembly.ts";
import { clientSettings } from "../../../local/services/clients.ts";
import { startDynamoDb } from "../../../local/services/dynamodb.ts";
import { createTables, readTables } from "../../../local/services/tables.ts";
import { sweepTable } from "../../../local/services/ttl-sweep.ts";
import { temporaryDirectory } from "../../support/local/temporary-directory.ts";
import { writeAssembly } from "../../support/local/write-assembly.ts";

const text = (AttributeName: string) => ({ AttributeName, AttributeType: "S" });
const key = (hash: string, range: string) => [
  { AttributeName: hash, KeyType: "HASH" },
  { AttributeName: range, KeyType: "RANGE" },
];
const index = (name: string, hash: string) => ({
  IndexName: name,
  KeySchema: key(hash, "sk"),
  Projection: { ProjectionType: "KEYS_ONLY" },
});

const tableWith = (indexes: object[], attributes: object[]) => ({
  Resources: {
    Items: {
      Type: "AWS::DynamoDB::GlobalTable",
      Properties: {
        AttributeDefinitions: [text("pk"), text("sk"), ...attributes],
        KeySchema: key("pk", "sk"),
        BillingMode: "PAY_PER_REQUEST",
        GlobalSecondaryIndexes: indexes,
        TimeToLiveSpecification: { AttributeName: "expires", Enabled: true },
      },
    },
  },
});
const oneIndex = tableWith([index("byGroup", "group")], [text("group")]);
const twoIndexes = tableWith(
  [index("byGroup", "group"), index("byKind", "kind")],
  [text("group"), text("kind")],
);

async function tablesOf(template: object) {
  const directory = await writeAssembly(await temporaryDirectory(), { stacks: { data: template } });
  return readTables(await loadAssembly(directory, { parameters: {}, queueUrl: () => "" }));
}

async function start(file: string) {
  const pids: number[] = [];
  const database = await startDynamoDb({ file, onSpawn: (pid) => pids.push(pid) });
  const client = new DynamoDBClient(clientSettings(database.url));
  const close = async () => {
    client.destroy();
    await database.close();
  };
  onTestFinished(close);
  return { client, close, pids };
}

const put = (client: DynamoDBClient, sk: string, expires: number) =>
  client.send(
    new PutItemCommand({
      TableName: "Items",
      Item: {
        pk: { S: "p" },
        sk: { S: sk },
        group: { S: "g" },
        kind: { S: "k" },
        expires: { N: String(expires) },
      },
    }),
  );

const get = (client: DynamoDBClient, sk: string) =>
  client.send(new GetItemCommand({ TableName: "Items", Key: { pk: { S: "p" }, sk: { S: sk } } }));

describe("the database", () => {
  it("keeps items over a restart, and gets the indexes that the stack has since", async () => {
    const file = join(await temporaryDirectory(), "tables.db");
    const first = await start(file);
    await createTables(first.client, await tablesOf(oneIndex));
    await put(first.client, "1", 0);
    await first.close();

    const second = await start(file);
    await createTables(second.client, await tablesOf(twoIndexes));
    const found = await second.client.send(
      new QueryCommand({
        TableName: "Items",
        IndexName: "byKind",
        KeyConditionExpression: "kind = :k",
        ExpressionAttributeValues: { ":k": { S: "k" } },
      }),
    );
    expect(found.Items).toEqual([{ pk: { S: "p" }, sk: { S: "1" }, kind: { S: "k" } }]);
    expect(second.pids).toHaveLength(1);
  });

  it("refuses a table whose keys are not the stack's", async () => {
    const { client } = await start(join(await temporaryDirectory(), "tables.db"));
    const [table] = await tablesOf(oneIndex);
    if (!table) throw new Error("no table was read");
    await createTables(client, [table]);
    const changed = { ...table, KeySchema: table.KeySchema.slice(0, 1) };
    await expect(createTables(client, [changed])).rejects.toThrow("remove the data directory");
  });

  it("deletes what has expired, and only that", async () => {
    const { client } = await start(join(await temporaryDirectory(), "tables.db"));
    const [table] = await tablesOf(oneIndex);
    if (!table) throw new Error("no table was read");
    await createTables(client, [table]);
    await put(client, "past", 999);
    await put(client, "future", 1_001);
    expect(await sweepTable(client, table, new Date(1_000_000))).toBe(1);
    expect((await get(client, "past")).Item).toBeUndefined();
    expect((await get(client, "future")).Item).toBeDefined();
  });

  it("says so when the emulator ends by itself, and not when it is asked to", async () => {
    const lost = Promise.withResolvers<void>();
    const pids: number[] = [];
    const database = await startDynamoDb({
      onSpawn: (pid) => pids.push(pid),
      onLost: lost.resolve,
    });
    process.kill(pids[0] ?? 0, "SIGKILL");
    await lost.promise;
    await database.close();
    await (await startDynamoDb({ onLost: () => expect.unreachable() })).close();
  });

  it("takes the emulator that is named instead of starting one", async () => {
    const endpoint = "http://127.0.0.1:8000";
    const database = await startDynamoDb({ endpoint, onSpawn: () => expect.unreachable() });
    expect(database.url).toBe(endpoint);
    await database.close();
  });
});
