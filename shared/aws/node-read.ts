import { QueryCommand } from "@aws-sdk/lib-dynamodb";
import type { NodeId, TenantKey } from "#schemas/identifiers.ts";
import { AppError } from "../app-error.ts";
import type { StoredNode } from "../nodes/node-store.ts";
import { contentSort, headSort, nodePartition } from "./keys.ts";
import { readContent, readHead } from "./node-items.ts";
import type { NodesTable } from "./nodes-table.ts";

/**
 * Head and newest content in one request: downwards from `H`, the next item is the highest `C#`.
 * A query is not a snapshot: a version written meanwhile can show one item new and one old, so
 * what does not belong together is read once more.
 */
export async function getNode(
  table: NodesTable,
  tenant: TenantKey,
  id: NodeId,
): Promise<StoredNode | undefined> {
  for (let read = 0; read < 2; read += 1) {
    const [headItem, contentItem] = await headAndContent(table, nodePartition(tenant, id));
    if (headItem?.sk !== headSort || headItem.purging === true) return undefined;

    const head = readHead(headItem);
    if (contentItem?.sk === contentSort(head.version)) {
      return { head, content: readContent(contentItem) };
    }
  }
  throw new AppError("unavailable", "The node is being changed. Try again shortly.", {
    retryAfterSeconds: 1,
  });
}

async function headAndContent({ client, nodesTable }: NodesTable, partition: string) {
  const { Items = [] } = await client.send(
    new QueryCommand({
      TableName: nodesTable,
      KeyConditionExpression: "pk = :pk AND sk BETWEEN :content AND :head",
      ExpressionAttributeValues: { ":pk": partition, ":content": "C#", ":head": headSort },
      ScanIndexForward: false,
      Limit: 2,
      ConsistentRead: true,
    }),
  );
  return Items;
}
