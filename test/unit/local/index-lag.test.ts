import { expect, it } from "vitest";
import { createIndexLag } from "../../../local/iam/index-lag.ts";

const table = {
  name: "Items",
  ttlAttribute: undefined,
  AttributeDefinitions: [],
  KeySchema: [
    { AttributeName: "pk", KeyType: "HASH" as const },
    { AttributeName: "sk", KeyType: "RANGE" as const },
  ],
  GlobalSecondaryIndexes: [],
};

const item = (sk: string) => ({ pk: { S: "p" }, sk: { S: sk } });
const TableName = "Items";

it("keeps what was just written out of the indexes, and of nothing else", () => {
  let now = 1_000;
  const lag = createIndexLag(500, new Map([["Items", table]]), () => now);
  lag.onRequest("PutItem", { TableName, Item: { ...item("1"), name: { S: "x" } } });
  const TransactItems = [{ Update: { TableName, Key: item("2") } }];
  lag.onRequest("TransactWriteItems", { TransactItems });

  const answer = JSON.stringify({ Items: [item("1"), item("2"), item("3")], Count: 3 });
  const rewrite = lag.rewriteOf("Query", { TableName, IndexName: "byGroup" });
  const seen = () => JSON.parse(rewrite?.(answer) ?? "").Items;
  now = 1_499;
  expect(seen()).toEqual([item("3")]);
  now = 1_500;
  expect(seen()).toHaveLength(3);

  expect(lag.rewriteOf("Query", { TableName })).toBeUndefined();
  expect(lag.rewriteOf("GetItem", { TableName, Key: item("1") })).toBeUndefined();
});
