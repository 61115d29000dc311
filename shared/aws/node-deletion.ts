import type { UpdateCommandInput } from "@aws-sdk/lib-dynamodb";
import type { NodeId, TenantKey, Timestamp } from "#schemas/identifiers.ts";
import { AppError } from "../app-error.ts";
import type { StoredNode } from "../nodes/node-store.ts";
import { conditionalUpdate } from "./conditional-update.ts";
import * as keys from "./keys.ts";
import type { NodesTable } from "./nodes-table.ts";

/** Marks the head; content and versions stay until the purge day. Moves `updated_at`. */
export async function deleteNode(
  table: NodesTable,
  tenant: TenantKey,
  id: NodeId,
  mark: { at: Timestamp; by: string; purgeDay: string },
): Promise<"deleted" | "already_deleted" | "not_found"> {
  const outcome = await updateHead(table, tenant, id, {
    ...mark,
    isActive: false,
    UpdateExpression:
      "SET is_active = :inactive, deleted_at = :at, updated_at = :at, changed_by = :by, " +
      "gl = :list, gs = :change, gd = :purge REMOVE gc",
    ConditionExpression: "is_active = :active",
    ExpressionAttributeValues: {
      ":inactive": false,
      ":active": true,
      ":at": mark.at,
      ":by": mark.by,
      ":list": keys.deletedList(tenant),
      ":change": keys.changeSort({ updatedAt: mark.at, id }),
      ":purge": keys.purgeList(mark.purgeDay),
    },
  });
  if (outcome === "updated") return "deleted";
  return outcome === "absent" ? "not_found" : "already_deleted";
}

/**
 * The inverse, unless the node is being removed for good. The category's list is named from `node`, so the head must still be the one that was
 * read: were it brought back, changed and deleted again meanwhile, it would land in the wrong list.
 */
export async function undeleteNode(
  table: NodesTable,
  tenant: TenantKey,
  node: StoredNode,
  mark: { at: Timestamp; by: string },
): Promise<"undeleted" | "not_deleted" | "not_found"> {
  const { id, version } = node.head;
  const outcome = await updateHead(table, tenant, id, {
    ...mark,
    isActive: true,
    UpdateExpression:
      "SET is_active = :active, updated_at = :at, changed_by = :by, " +
      "gl = :list, gc = :category, gs = :change REMOVE deleted_at, gd",
    ConditionExpression:
      "is_active = :inactive AND version = :version AND attribute_not_exists(purging)",
    ExpressionAttributeValues: {
      ":inactive": false,
      ":active": true,
      ":version": version,
      ":at": mark.at,
      ":by": mark.by,
      ":list": keys.activeList(tenant),
      ":category": keys.categoryList(tenant, node.content.category),
      ":change": keys.changeSort({ updatedAt: mark.at, id }),
    },
  });
  if (outcome === "updated") return "undeleted";
  if (outcome === "absent") return "not_found";
  if (outcome.isActive) return "not_deleted";
  throw new AppError("conflict", "The node was changed meanwhile. Read it again and retry.");
}

interface HeadUpdate
  extends Pick<
    UpdateCommandInput,
    "UpdateExpression" | "ConditionExpression" | "ExpressionAttributeValues"
  > {
  readonly at: Timestamp;
  readonly by: string;
  /** As the update makes it. */
  readonly isActive: boolean;
}

/**
 * One conditional update of `H`; where the condition fails, what was found instead. The SDK asks
 * again where an answer was lost, and then finds its own update, which is known by its mark.
 */
async function updateHead(
  { client, nodesTable, backoff }: NodesTable,
  tenant: TenantKey,
  id: NodeId,
  { at, by, isActive, ...update }: HeadUpdate,
): Promise<"updated" | "absent" | { isActive: boolean }> {
  const outcome = await conditionalUpdate(client, backoff, {
    TableName: nodesTable,
    Key: { pk: keys.nodePartition(tenant, id), sk: keys.headSort },
    ...update,
  });
  if (outcome.updated) return "updated";
  const { found } = outcome;
  if (found === undefined || found.purging?.BOOL === true) return "absent";
  const isFound = found.is_active?.BOOL === true;
  const isOwn = found.updated_at?.S === at && found.changed_by?.S === by;
  return isOwn && isFound === isActive ? "updated" : { isActive: isFound };
}
