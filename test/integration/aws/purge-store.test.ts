import { QueryCommand } from "@aws-sdk/lib-dynamodb";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { NodeId, TenantKey } from "#schemas/identifiers.ts";
import { batchDelete } from "#shared/aws/batch-delete.ts";
import { documentClient } from "#shared/aws/document-client.ts";
import { dynamodbNodeStore } from "#shared/aws/dynamodb-node-store.ts";
import { dynamodbPurgeStore } from "#shared/aws/dynamodb-purge-store.ts";
import { nodePartition } from "#shared/aws/keys.ts";
import type { NodeStore } from "#shared/nodes/node-store.ts";
import type { PurgeStore } from "#shared/nodes/purge-nodes.ts";
import { answerLost, recordedBackoff, withFaults } from "../../support/aws/faults.ts";
import { type LocalTables, startLocalTables } from "../../support/aws/local-tables.ts";
import { firstWrite, instant, newTenant, nextWrite } from "../../support/stores/node-samples.ts";

let tables: LocalTables;
let nodes: NodeStore;
let purge: PurgeStore;

beforeAll(async () => {
  tables = await startLocalTables();
  nodes = dynamodbNodeStore(tables);
  purge = dynamodbPurgeStore(tables);
});

afterAll(() => tables.stop());

let days = 0;

/** A node of three versions in the bin, with a purge day that no other has. */
async function deletedNode() {
  const tenant = newTenant();
  const first = firstWrite({ at: 1 });
  const second = nextWrite(first, { at: 2 });
  for (const write of [first, second, nextWrite(second, { at: 3 })]) {
    expect(await nodes.write(tenant, write)).toBe("written");
  }
  days += 1;
  const purgeDay = `2031-02-${String(days).padStart(2, "0")}`;
  const { id } = first.head;
  await nodes.delete(tenant, id, { at: instant(4), by: "ada", purgeDay });
  return { tenant, id, purgeDay };
}

async function partition(pk: string) {
  const { Items = [] } = await tables.client.send(
    new QueryCommand({
      TableName: tables.nodesTable,
      KeyConditionExpression: "pk = :pk",
      ExpressionAttributeValues: { ":pk": pk },
    }),
  );
  return Items;
}

const itemsOf = ({ tenant, id }: { tenant: TenantKey; id: NodeId }) =>
  partition(nodePartition(tenant, id));

const binOf = async (tenant: TenantKey) =>
  (await nodes.list(tenant, { deleted: true, limit: 10 })).items;

describe("a node whose time has passed", () => {
  it("is found by its day, and goes with all its versions, leaving an audit entry", async () => {
    const due = await deletedNode();
    expect(await purge.due(due.purgeDay, 10)).toEqual([due]);
    expect(await itemsOf(due)).toHaveLength(10);

    expect(await purge.purge(due, instant(60))).toBe("purged");
    expect(await itemsOf(due)).toEqual([]);
    expect(await purge.due(due.purgeDay, 10)).toEqual([]);
    const entries = await partition(`A#${due.tenant}#2031-01`);
    expect(entries.at(-1)).toMatchObject({
      action: "purged",
      node_id: due.id,
      version: 3,
      by: "schedule",
      at: instant(60),
    });
    expect(await purge.purge(due, instant(61))).toBe("kept");
  });

  it("stays whole if it is brought back before the first step", async () => {
    const due = await deletedNode();
    const stored = await nodes.get(due.tenant, due.id);
    if (!stored) throw new Error("no node");
    expect(await nodes.undelete(due.tenant, stored, { at: instant(5), by: "ada" })).toBe(
      "undeleted",
    );
    expect(await purge.purge(due, instant(60))).toBe("kept");
    expect(await itemsOf(due)).toHaveLength(10);
    expect((await nodes.get(due.tenant, due.id))?.head.is_active).toBe(true);
  });

  it("stays if it was brought back and deleted anew, which gives it a later day", async () => {
    const due = await deletedNode();
    const stored = await nodes.get(due.tenant, due.id);
    if (!stored) throw new Error("no node");
    await nodes.undelete(due.tenant, stored, { at: instant(5), by: "ada" });
    const mark = { at: instant(6), by: "ada", purgeDay: "2031-03-31" };
    await nodes.delete(due.tenant, due.id, mark);
    expect(await purge.purge(due, instant(60))).toBe("kept");
    expect(await itemsOf(due)).toHaveLength(10);
  });
});

describe("a run that ends in the middle", () => {
  // The requests of one purge: mark, deletion of the parts, transaction of the end.
  it.each([0, 1, 2])("is finished by the next one, cut at request %i", async (cut) => {
    const due = await deletedNode();
    const client = documentClient(tables.clientOptions);
    const faults = withFaults(client);
    const dies = () => {
      throw new Error("killed");
    };
    faults.inject(...Array.from({ length: cut }, () => (next: () => Promise<object>) => next()));
    faults.inject(dies);
    const stored = await nodes.get(due.tenant, due.id);
    if (!stored) throw new Error("no node");

    const killed = dynamodbPurgeStore({ ...tables, client });
    await expect(killed.purge(due, instant(60))).rejects.toThrow("killed");
    expect(await purge.due(due.purgeDay, 10)).toEqual([due]);
    if (cut > 0) {
      // From the mark on it is gone for its tenant, and comes back for nobody.
      expect(await nodes.get(due.tenant, due.id)).toBeUndefined();
      expect(await binOf(due.tenant)).toEqual([]);
      const back = { at: instant(61), by: "ada" };
      expect(await nodes.undelete(due.tenant, stored, back)).toBe("not_found");
      const again = { ...back, purgeDay: "2031-03-31" };
      expect(await nodes.delete(due.tenant, due.id, again)).toBe("not_found");
    }

    expect(await purge.purge(due, instant(62))).toBe("purged");
    expect(await itemsOf(due)).toEqual([]);
    client.destroy();
  });

  it("is finished by the next one where only an answer was lost", async () => {
    const due = await deletedNode();
    const client = documentClient(tables.clientOptions);
    withFaults(client).inject((next) => next(), answerLost);
    const store = dynamodbPurgeStore({ ...tables, client });
    await expect(store.purge(due, instant(60))).rejects.toThrow("socket hang up");
    expect(await store.purge(due, instant(61))).toBe("purged");
    expect(await itemsOf(due)).toEqual([]);
    client.destroy();
  });
});

describe("the deletion of many items", () => {
  it("asks again for what a busy table leaves, and gives up in the end", async () => {
    const keys = ["C#000001", "V#000001"].map((sk) => ({ pk: "N#x#y", sk }));
    const client = documentClient(tables.clientOptions);
    const faults = withFaults(client);
    const backoff = recordedBackoff();
    const leaves = async () => ({
      UnprocessedItems: { nodes: [{ DeleteRequest: { Key: keys[1] } }] },
    });
    faults.inject(leaves);
    await batchDelete({ client, backoff }, "nodes", keys);
    expect(backoff.waits).toHaveLength(1);
    expect(faults.requests.map(({ input }) => input)).toMatchObject([
      { RequestItems: { nodes: [{}, {}] } },
      { RequestItems: { nodes: [{ DeleteRequest: { Key: keys[1] } }] } },
    ]);

    faults.inject(...Array.from({ length: 7 }, () => leaves));
    await expect(batchDelete({ client, backoff }, "nodes", keys)).rejects.toMatchObject({
      code: "unavailable",
    });
    client.destroy();
  });
});
