import type { NodeId } from "#schemas/identifiers.ts";
import type { GeneratedNode } from "#schemas/node.ts";
import { AppError, notFound } from "../app-error.ts";
import type { Caller } from "../caller.ts";
import { type Clock, timestamp } from "../clock.ts";
import { loadNode } from "./get-node.ts";
import type { NodeStore } from "./node-store.ts";
import { presentNode } from "./present-node.ts";

/** @throws AppError `not_found`, `node_not_deleted` */
export async function undeleteNode(
  { caller, id }: { caller: Caller; id: NodeId },
  { nodes, clock }: { nodes: NodeStore; clock: Clock },
): Promise<GeneratedNode> {
  const stored = await loadNode({ tenant: caller.tenant, id }, { nodes });
  const at = timestamp(clock.now());
  const outcome = await nodes.undelete(caller.tenant, stored, { at, by: caller.subject });
  if (outcome === "not_found") throw notFound("node");
  if (outcome === "not_deleted") {
    throw new AppError("node_not_deleted", "The node is not deleted, so there is nothing to undo.");
  }
  return presentNode({ ...stored, head: { ...stored.head, is_active: true, updated_at: at } });
}
