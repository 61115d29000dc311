import {
  paginateQuery,
  paginateScan,
  type QueryCommandInput,
  type ScanCommandInput,
} from "@aws-sdk/lib-dynamodb";
import * as z from "zod";
import type { TenantKey } from "#schemas/identifiers.ts";
import * as keys from "#shared/aws/keys.ts";
import type { StoreAccess } from "./store-access.ts";

export type Item = Record<string, unknown>;

/** No item of any tenant is older. */
const firstMonth = { year: 2026, month: 1 };

export async function collect<Each>(items: AsyncIterable<Each>): Promise<Each[]> {
  const all: Each[] = [];
  for await (const item of items) all.push(item);
  return all;
}

/** All items of a partition, in the order of their sort keys. */
export async function* partitionItems(
  { client }: Pick<StoreAccess, "client">,
  TableName: string,
  pk: string,
  more: Pick<QueryCommandInput, "ProjectionExpression"> = {},
): AsyncGenerator<Item> {
  const query: QueryCommandInput = {
    TableName,
    KeyConditionExpression: "pk = :pk",
    ExpressionAttributeValues: { ":pk": pk },
    ConsistentRead: true,
    ...more,
  };
  for await (const { Items = [] } of paginateQuery({ client }, query)) yield* Items;
}

/** Partitions of the tenant's nodes: those in use, deleted ones, and those about to go for good. */
export async function* nodePartitions(
  { client, tables }: StoreAccess,
  tenant: TenantKey,
): AsyncGenerator<string> {
  for (const list of [keys.activeList, keys.deletedList, keys.purgingList]) {
    const query: QueryCommandInput = {
      TableName: tables.nodes,
      IndexName: "byChange",
      KeyConditionExpression: "gl = :list",
      ExpressionAttributeValues: { ":list": list(tenant) },
      ProjectionExpression: "pk",
    };
    for await (const { Items = [] } of paginateQuery({ client }, query)) {
      for (const { pk } of Items) yield z.string().parse(pk);
    }
  }
}

/** Partitions of the audit entries of nodes, the oldest month first, up to the one after `now`. */
export function auditPartitions(tenant: TenantKey, now: Date): string[] {
  const { year, month } = firstMonth;
  const months = (now.getUTCFullYear() - year) * 12 + now.getUTCMonth() + 3 - month;
  return Array.from({ length: months }, (_, index) => {
    const at = new Date(Date.UTC(year, month - 1 + index)).toISOString();
    return keys.auditPartition(tenant, at);
  });
}

const Key = z.object({ pk: z.string(), sk: z.string() });

/**
 * Keys of everything the tenant has in the table of jobs. By a scan: what is there is named by the
 * jobs' ids and by hashes of keys that only callers know, and goes by itself within days.
 */
export async function* workKeys({ client, tables }: StoreAccess, tenant: TenantKey) {
  const scan: ScanCommandInput = {
    TableName: tables.work,
    ProjectionExpression: "pk, sk",
    FilterExpression: "contains(pk, :tenant)",
    ExpressionAttributeValues: { ":tenant": `#${tenant}` },
    ConsistentRead: true,
  };
  for await (const { Items = [] } of paginateScan({ client }, scan)) {
    for (const item of Items) {
      const key = Key.parse(item);
      // What comes before it is one letter; after it nothing, or one more part.
      if (key.pk.split("#")[1] === tenant) yield key;
    }
  }
}
