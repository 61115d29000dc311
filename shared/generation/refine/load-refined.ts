import {
  mostVersions,
  type NodeId,
  type TenantKey,
  type VersionNumber,
} from "#schemas/identifiers.ts";
import { AppError, notFound } from "../../app-error.ts";
import type { NodeStore, StoredNode } from "../../nodes/node-store.ts";

/**
 * The node that a job is to change, as it was when the change was asked for.
 * @throws AppError `not_found`, `node_deleted`, `conflict` where it has another version by now,
 * `version_limit`
 */
export async function loadRefined(
  { tenant, id, version }: { tenant: TenantKey; id: NodeId; version: VersionNumber },
  { nodes }: { nodes: Pick<NodeStore, "get"> },
): Promise<StoredNode> {
  const stored = await nodes.get(tenant, id);
  if (stored === undefined) throw notFound("node");
  if (!stored.head.is_active) {
    throw new AppError("node_deleted", "The node was deleted before it could be changed.");
  }
  if (stored.head.version !== version) {
    throw new AppError(
      "conflict",
      `The feedback is on version ${version}, and the node has version ${stored.head.version} by now. Refine that one.`,
    );
  }
  if (version >= mostVersions) {
    throw new AppError("version_limit", `A node can have ${mostVersions} versions.`);
  }
  return stored;
}
