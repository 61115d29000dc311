import { QueryCommand } from "@aws-sdk/lib-dynamodb";
import { afterAll, beforeAll, expect, test } from "vitest";
import { dynamodbNodeStore } from "#shared/aws/dynamodb-node-store.ts";
import { itemBytes } from "#shared/aws/stored-item.ts";
import { type LocalTables, startLocalTables } from "../../support/aws/local-tables.ts";
import { firstWrite, instant, newTenant } from "../../support/stores/node-samples.ts";

let tables: LocalTables;

beforeAll(async () => {
  tables = await startLocalTables();
});

afterAll(() => tables.stop());

const partition = async (pk: string) => {
  const { Items = [] } = await tables.client.send(
    new QueryCommand({
      TableName: tables.nodesTable,
      KeyConditionExpression: "pk = :pk",
      ExpressionAttributeValues: { ":pk": pk },
    }),
  );
  return Items;
};

test("a node lies in the table as the data model says", async () => {
  const store = dynamodbNodeStore(tables);
  const tenant = newTenant();
  const write = firstWrite({ at: 1 });
  const { id } = write.head;
  await store.write(tenant, write);

  const items = await partition(`N#${tenant}#${id}`);
  expect(items.map(({ sk }) => sk)).toEqual(["C#000001", "H", "R#000001", "V#000001"]);
  expect(items.every(({ schemaVersion }) => schemaVersion === 1)).toBe(true);
  const [content = {}, head = {}, , version = {}] = items;
  expect(content.execution_code).toBe(write.content.execution_code);
  expect(content.input_schema).toBe(JSON.stringify(write.content.input_schema));
  expect(head).toMatchObject({
    gl: `L#${tenant}`,
    gc: `L#${tenant}#Data`,
    gs: `${instant(1)}#${id}`,
    q: "csv to json\nconverts csv text to an array of objects.\ncsv\njson",
    verified: { status: "passed", passed: 1, failed: 0, ran_at: instant(0) },
  });
  expect(itemBytes(version)).toBeLessThan(1_024);

  expect(await partition(`A#${tenant}#2031-01`)).toEqual([
    {
      pk: `A#${tenant}#2031-01`,
      sk: `${instant(1)}#${id}@1`,
      schemaVersion: 1,
      action: "generated",
      node_id: id,
      version: 1,
      by: "ada",
      at: instant(1),
    },
  ]);
});

test("a deleted node waits in the purge list, and leaves it when undeleted", async () => {
  const store = dynamodbNodeStore(tables);
  const tenant = newTenant();
  const write = firstWrite();
  const { id } = write.head;
  await store.write(tenant, write);
  await store.delete(tenant, id, { at: instant(7), by: "grace", purgeDay: "2031-01-31" });

  const [, deleted = {}] = await partition(`N#${tenant}#${id}`);
  expect(deleted).toMatchObject({
    gl: `D#${tenant}`,
    gs: `${instant(7)}#${id}`,
    gd: "P#2031-01-31",
    deleted_at: instant(7),
    changed_by: "grace",
  });
  expect(deleted).not.toHaveProperty("gc");

  await store.undelete(tenant, write, { at: instant(8), by: "ada" });
  const [, back = {}] = await partition(`N#${tenant}#${id}`);
  expect(back).toMatchObject({ gl: `L#${tenant}`, gc: `L#${tenant}#Data`, changed_by: "ada" });
  expect(back).not.toHaveProperty("gd");
  expect(back).not.toHaveProperty("deleted_at");
});
