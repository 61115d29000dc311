import type { NodeId, TenantKey, VersionNumber } from "#schemas/identifiers.ts";
import type { NodeContent } from "#schemas/node.ts";
import { batchGet } from "./batch-get.ts";
import { contentSort, nodePartition } from "./keys.ts";
import { readContent } from "./node-items.ts";
import type { NodesTable } from "./nodes-table.ts";

/**
 * The contents of some versions in one request, eventually consistent: they are never changed, and
 * whoever names them has read their heads before.
 */
export async function getContents(
  table: NodesTable,
  tenant: TenantKey,
  wanted: readonly { readonly id: NodeId; readonly version: VersionNumber }[],
): Promise<(NodeContent | undefined)[]> {
  if (wanted.length === 0) return [];
  const keys = wanted.map(({ id, version }) => ({
    pk: nodePartition(tenant, id),
    sk: contentSort(version),
  }));
  const items = await batchGet(table, table.nodesTable, keys, { consistent: false });
  return keys.map(({ pk, sk }) => {
    const item = items.find((found) => found.pk === pk && found.sk === sk);
    return item && readContent(item);
  });
}
