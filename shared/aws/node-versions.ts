import { QueryCommand } from "@aws-sdk/lib-dynamodb";
import {
  mostVersions,
  type NodeId,
  type TenantKey,
  type VersionNumber,
} from "#schemas/identifiers.ts";
import type { NodeVersion, VersionSummary } from "#schemas/version.ts";
import type { Page } from "../nodes/node-store.ts";
import { batchGet } from "./batch-get.ts";
import * as keys from "./keys.ts";
import { readContent, readReport, readVersion } from "./node-items.ts";
import type { NodesTable } from "./nodes-table.ts";

/** Consistent, as is `getVersion`: a version that was just answered with can be asked for. */
export async function listVersions(
  { client, nodesTable }: NodesTable,
  tenant: TenantKey,
  id: NodeId,
  page: { limit: number; before?: VersionNumber | undefined },
): Promise<Page<VersionSummary, VersionNumber>> {
  const highest = page.before === undefined ? mostVersions : page.before - 1;
  if (highest < 1) return { items: [] };

  const { Items = [], LastEvaluatedKey } = await client.send(
    new QueryCommand({
      TableName: nodesTable,
      KeyConditionExpression: "pk = :pk AND sk BETWEEN :lowest AND :highest",
      ExpressionAttributeValues: {
        ":pk": keys.nodePartition(tenant, id),
        ":lowest": keys.versionSort(1),
        ":highest": keys.versionSort(highest),
      },
      ScanIndexForward: false,
      // One more than a page tells whether there is a next one.
      Limit: page.limit + 1,
      ConsistentRead: true,
    }),
  );
  const items = Items.slice(0, page.limit).map((item) => {
    const { node_id: _, ...summary } = readVersion(item);
    return summary;
  });
  const last = items.at(-1);
  const more = Items.length > page.limit || LastEvaluatedKey !== undefined;
  return more && last !== undefined ? { items, next: last.version_number } : { items };
}

/** Content, description and report of one version, in one request. */
export async function getVersion(
  table: NodesTable,
  tenant: TenantKey,
  id: NodeId,
  n: VersionNumber,
): Promise<NodeVersion | undefined> {
  const sorts = [keys.contentSort(n), keys.versionSort(n), keys.reportSort(n)];
  const items = await batchGet(
    table,
    table.nodesTable,
    sorts.map((sk) => ({ pk: keys.nodePartition(tenant, id), sk })),
    { consistent: true },
  );
  const [content, version, report] = sorts.map((sk) => items.find((item) => item.sk === sk));
  if (content === undefined || version === undefined || report === undefined) return undefined;
  return { ...readContent(content), ...readVersion(version), verification: readReport(report) };
}
