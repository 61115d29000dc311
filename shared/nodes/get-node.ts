import type { NodeId, TenantKey } from "#schemas/identifiers.ts";
import type { GeneratedNode } from "#schemas/node.ts";
import { AppError, notFound } from "../app-error.ts";
import type { NodeStore, StoredNode } from "./node-store.ts";
import { presentNode } from "./present-node.ts";

export interface NodeReference {
  readonly tenant: TenantKey;
  readonly id: NodeId;
}

/** A node, deleted or not. @throws AppError `not_found` */
export async function getNode(
  { tenant, id }: NodeReference,
  { nodes }: { nodes: NodeStore },
): Promise<GeneratedNode> {
  return presentNode(await loadNode({ tenant, id }, { nodes }));
}

/** @throws AppError `not_found` */
export async function loadNode(
  { tenant, id }: NodeReference,
  { nodes }: { nodes: NodeStore },
): Promise<StoredNode> {
  const stored = await nodes.get(tenant, id);
  if (stored === undefined) throw notFound("node");
  return stored;
}

/** A node that is not deleted. @throws AppError `not_found`, `node_deleted` */
export async function loadActiveNode(
  reference: NodeReference,
  services: { nodes: NodeStore },
): Promise<StoredNode> {
  const stored = await loadNode(reference, services);
  if (!stored.head.is_active) {
    throw new AppError("node_deleted", "The node is deleted; undelete it first.");
  }
  return stored;
}
