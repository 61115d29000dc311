import { PutCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { dynamodbNodeStore } from "#shared/aws/dynamodb-node-store.ts";
import { contentSort, headSort, nodePartition } from "#shared/aws/keys.ts";
import {
  answerLost,
  askedTwice,
  cancelled,
  type Faults,
  recordedBackoff,
  withFaults,
} from "../../support/aws/faults.ts";
import { type LocalTables, startLocalTables } from "../../support/aws/local-tables.ts";
import {
  firstWrite,
  instant,
  newTenant,
  nextWrite,
  sampleContent,
} from "../../support/stores/node-samples.ts";

let tables: LocalTables;
let faults: Faults;

beforeAll(async () => {
  tables = await startLocalTables();
  faults = withFaults(tables.client);
});

afterAll(() => tables.stop());

const setUp = async () => {
  const backoff = recordedBackoff();
  const store = dynamodbNodeStore({ ...tables, backoff });
  const tenant = newTenant();
  const write = firstWrite();
  await store.write(tenant, write);
  return { backoff, store, tenant, write, id: write.head.id };
};

describe("an answer that is lost", () => {
  const at = (seconds: number) => ({ at: instant(seconds), by: "ada" });

  test("is that of a deletion, which the SDK asks for again: it is done", async () => {
    const { store, tenant, id } = await setUp();
    faults.inject(askedTwice);
    expect(await store.delete(tenant, id, { ...at(60), purgeDay: "2031-05-04" })).toBe("deleted");
    const again = { ...at(61), purgeDay: "2031-05-04" };
    expect(await store.delete(tenant, id, again)).toBe("already_deleted");
  });

  test("is that of its inverse: it is done", async () => {
    const { store, tenant, id } = await setUp();
    await store.delete(tenant, id, { ...at(60), purgeDay: "2031-05-04" });
    const node = await store.get(tenant, id);
    if (node === undefined) throw new Error("the node is gone");
    faults.inject(askedTwice);
    expect(await store.undelete(tenant, node, at(61))).toBe("undeleted");
    expect(await store.undelete(tenant, node, at(62))).toBe("not_deleted");
  });
});

describe("a transaction", () => {
  test("is tried again on conflict and throttling, with the same token", async () => {
    const { store, tenant, write, backoff } = await setUp();
    const before = faults.requests.length;
    faults.inject(
      cancelled("TransactionConflict", "None"),
      cancelled("None", "ThrottlingError"),
      cancelled("ProvisionedThroughputExceeded"),
    );
    expect(await store.write(tenant, nextWrite(write))).toBe("written");
    expect(backoff.waits).toEqual([50, 100, 200]);
    const tokens = faults.requests
      .slice(before)
      .map(({ input }) => Reflect.get(input, "ClientRequestToken"));
    expect(tokens).toHaveLength(4);
    expect(new Set(tokens).size).toBe(1);
  });

  test("is given up after six retries, with nothing written", async () => {
    const { store, tenant, write, id, backoff } = await setUp();
    faults.inject(...Array.from({ length: 7 }, () => cancelled("TransactionConflict")));
    await expect(store.write(tenant, nextWrite(write))).rejects.toMatchObject({
      name: "AppError",
      code: "unavailable",
    });
    expect(backoff.waits).toHaveLength(6);
    expect((await store.get(tenant, id))?.head.version).toBe(1);
  });

  test("that fails for another reason is our fault", async () => {
    const { store, tenant, write } = await setUp();
    faults.inject(cancelled("ValidationError"));
    await expect(store.write(tenant, nextWrite(write))).rejects.toThrow("Transaction cancelled");
  });

  test("whose version exists without a fitting head is our fault", async () => {
    const { store, tenant, write } = await setUp();
    faults.inject(cancelled("None", "ConditionalCheckFailed"));
    await expect(store.write(tenant, nextWrite(write))).rejects.toThrow("version 2 exists");
  });

  test("with a lost answer is known as a conflict to who repeats it", async () => {
    const { store, tenant, write, id } = await setUp();
    faults.inject(answerLost);
    await expect(store.write(tenant, nextWrite(write))).rejects.toThrow("socket hang up");
    expect(await store.write(tenant, nextWrite(write))).toBe("conflict");
    expect((await store.get(tenant, id))?.head.version).toBe(2);
  });
});

describe("get", () => {
  test("is one consistent query", async () => {
    const { store, tenant, id } = await setUp();
    const before = faults.requests.length;
    await store.get(tenant, id);
    expect(faults.requests.slice(before)).toMatchObject([
      { operation: "Query", input: { Limit: 2, ConsistentRead: true } },
    ]);
  });

  test("reads again where head and content do not belong together", async () => {
    const { store, tenant, write, id } = await setUp();
    faults.inject(async (next) => {
      const answer = await next();
      await store.write(tenant, nextWrite(write));
      const [head] = Reflect.get(answer, "Items");
      return { Items: [head, { pk: nodePartition(tenant, id), sk: contentSort(2) }] };
    });
    expect((await store.get(tenant, id))?.head.version).toBe(2);
  });

  test("gives up where they never do", async () => {
    const { store, tenant, id } = await setUp();
    await tables.client.send(
      new PutCommand({
        TableName: "nodes",
        Item: { pk: nodePartition(tenant, id), sk: contentSort(2) },
      }),
    );
    await expect(store.get(tenant, id)).rejects.toMatchObject({ code: "unavailable" });
  });

  test("refuses an item of a layout it does not know", async () => {
    const { store, tenant, id } = await setUp();
    const update = (UpdateExpression: string, value: unknown) =>
      tables.client.send(
        new UpdateCommand({
          TableName: "nodes",
          Key: { pk: nodePartition(tenant, id), sk: headSort },
          UpdateExpression,
          ExpressionAttributeValues: { ":value": value },
        }),
      );
    await update("SET schemaVersion = :value", 2);
    await expect(store.get(tenant, id)).rejects.toThrow(
      `stored item ${nodePartition(tenant, id)} H has schemaVersion 2; this code reads 1`,
    );
    await update("SET schemaVersion = :value", 1);
    await update("SET verification = :value", "{secret");
    await expect(store.get(tenant, id)).rejects.toThrow(/is not JSON/);
    await expect(store.get(tenant, id)).rejects.not.toThrow(/secret/);
  });
});

describe("getVersion", () => {
  const unprocessed = async (next: () => Promise<object>) => {
    const answer = await next();
    const [first, ...others] = Reflect.get(answer, "Responses").nodes;
    const Keys = others.map(({ pk, sk }: Record<string, unknown>) => ({ pk, sk }));
    return { Responses: { nodes: [first] }, UnprocessedKeys: { nodes: { Keys } } };
  };

  test("asks again for what was not processed", async () => {
    const { store, tenant, id, backoff } = await setUp();
    faults.inject(unprocessed);
    expect(await store.getVersion(tenant, id, 1)).toMatchObject({ version_number: 1 });
    expect(backoff.waits).toEqual([50]);
  });

  test("gives up in the end", async () => {
    const { store, tenant, id, backoff } = await setUp();
    const none = async () => ({
      UnprocessedKeys: { nodes: { Keys: [{ pk: nodePartition(tenant, id), sk: contentSort(1) }] } },
    });
    faults.inject(...Array.from({ length: 7 }, () => none));
    await expect(store.getVersion(tenant, id, 1)).rejects.toMatchObject({ code: "unavailable" });
    expect(backoff.waits).toHaveLength(6);
  });
});

describe("undelete", () => {
  test("refuses a node that was changed since it was read", async () => {
    const { store, tenant, write, id } = await setUp();
    const read = { head: write.head, content: write.content };
    await store.write(tenant, nextWrite(write, { content: { category: "Web" } }));
    const mark = { at: instant(9), by: "ada", purgeDay: "2031-01-31" };
    await store.delete(tenant, id, mark);
    await expect(store.undelete(tenant, read, mark)).rejects.toMatchObject({ code: "conflict" });
  });

  test("does not take a failing table for an answer", async () => {
    const { store, tenant, id } = await setUp();
    faults.inject(() => {
      throw new Error("no route to host");
    });
    const mark = { at: instant(9), by: "ada", purgeDay: "2031-01-31" };
    await expect(store.delete(tenant, id, mark)).rejects.toThrow("no route to host");
  });
});

describe("an item over 350 KB", () => {
  test("is refused before anything is asked of the table", async () => {
    const { store, tenant } = await setUp();
    const before = faults.requests.length;
    const tests = Array.from({ length: 40 }, (_, index) => ({
      name: `large ${index}`,
      inputs: { text: "x".repeat(10_000) },
      expected: null,
    }));
    const large = firstWrite({ content: sampleContent({ tests }) });
    await expect(store.write(tenant, large)).rejects.toMatchObject({ code: "payload_too_large" });
    expect(faults.requests).toHaveLength(before);
  });
});

describe("list", () => {
  test("with text looks at 1,000 summaries at most, and goes on where it stopped", async () => {
    const { store, tenant } = await setUp();
    await store.write(tenant, firstWrite({ at: 5, content: { name: "Second" } }));
    const before = faults.requests.length;
    faults.inject(async (next) => {
      // As if the table had ended the query after the first item, which did not match.
      const Items: object[] = [];
      const [first] = Reflect.get(await next(), "Items");
      return { Items, LastEvaluatedKey: { gs: `${instant(5)}#${first.id}` } };
    });
    const page = await store.list(tenant, { deleted: false, q: "csv", limit: 2 });
    expect(page).toEqual({ items: [], next: { updatedAt: instant(5), id: expect.any(String) } });
    expect(faults.requests.slice(before)).toMatchObject([{ input: { Limit: 1_000 } }]);

    const rest = await store.list(tenant, { deleted: false, q: "csv", limit: 2, after: page.next });
    expect(rest.items).toHaveLength(1);
  });
});
