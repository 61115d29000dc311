import { QueryCommand, type QueryCommandInput } from "@aws-sdk/lib-dynamodb";
import type { TenantKey } from "#schemas/identifiers.ts";
import type { NodeSummary } from "#schemas/node.ts";
import type { ListPosition, ListQuery, Page } from "../nodes/node-store.ts";
import * as keys from "./keys.ts";
import { readSummary } from "./node-items.ts";
import type { NodesTable } from "./nodes-table.ts";

/** Summaries a filter may look at in one call; a query also ends at 1 MB. */
const mostEvaluated = 1_000;

/**
 * One page from an index, newest change first, eventually consistent. With a filter a page may be
 * short or empty and still have a next one.
 */
export async function listNodes(
  table: NodesTable,
  tenant: TenantKey,
  query: ListQuery,
): Promise<Page<NodeSummary, ListPosition>> {
  const { Items = [], LastEvaluatedKey } = await table.client.send(
    new QueryCommand(listRequest(table.nodesTable, tenant, query)),
  );
  const items = Items.slice(0, query.limit).map(readSummary);
  const last = items.at(-1);
  if (Items.length > query.limit && last !== undefined) {
    return { items, next: { updatedAt: last.updated_at, id: last.id } };
  }
  if (LastEvaluatedKey === undefined) return { items };
  return { items, next: keys.positionOfChangeSort(String(LastEvaluatedKey.gs)) };
}

function listRequest(nodesTable: string, tenant: TenantKey, query: ListQuery): QueryCommandInput {
  const list = listOf(tenant, query);
  const filters = filtersOf(query);
  const values = { ":list": list.partition, ...Object.assign({}, ...filters.map((f) => f.values)) };
  return {
    TableName: nodesTable,
    IndexName: list.index,
    KeyConditionExpression: `${list.attribute} = :list`,
    ExpressionAttributeValues: values,
    ScanIndexForward: false,
    // `Limit` counts before the filter. One more than a page tells whether there is a next one.
    Limit: filters.length > 0 ? mostEvaluated : query.limit + 1,
    ...(filters.length > 0 && {
      FilterExpression: filters.map(({ expression }) => expression).join(" AND "),
    }),
    ...(query.after && { ExclusiveStartKey: startKey(tenant, list, query.after) }),
  };
}

interface List {
  readonly index: "byChange" | "byCategory";
  readonly attribute: "gl" | "gc";
  readonly partition: string;
}

function listOf(tenant: TenantKey, { deleted, category }: ListQuery): List {
  if (deleted) {
    return { index: "byChange", attribute: "gl", partition: keys.deletedList(tenant) };
  }
  if (category !== undefined) {
    const partition = keys.categoryList(tenant, category);
    return { index: "byCategory", attribute: "gc", partition };
  }
  return { index: "byChange", attribute: "gl", partition: keys.activeList(tenant) };
}

/** Deleted nodes are in no category's list, so there the category is a filter too. */
function filtersOf({ deleted, category, q }: ListQuery) {
  const filters: { expression: string; values: Record<string, string> }[] = [];
  if (q !== undefined) filters.push({ expression: "contains(q, :q)", values: { ":q": q } });
  if (deleted && category !== undefined) {
    filters.push({ expression: "category = :category", values: { ":category": category } });
  }
  return filters;
}

const startKey = (tenant: TenantKey, list: List, after: ListPosition) => ({
  pk: keys.nodePartition(tenant, after.id),
  sk: keys.headSort,
  [list.attribute]: list.partition,
  gs: keys.changeSort(after),
});
