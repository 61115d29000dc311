import type { NodeId, TenantKey } from "#schemas/identifiers.ts";
import type { NodeContent, NodeSummary } from "#schemas/node.ts";
import type { NodeStore } from "../../nodes/node-store.ts";
import { type ContextTask, type Reference, takesReferences } from "../context/context-task.ts";
import { rankSummaries } from "./rank-summaries.ts";

/** Where references come from: the tenant's own nodes. */
export type ReferenceStore = Pick<NodeStore, "list" | "contents">;

/** How far back to look; about 15 read units. Older habits are not the ones to follow. */
const newestNodes = 200;
const mostReferences = 3;

interface Lookup {
  readonly tenant: TenantKey;
  readonly task: ContextTask;
  /** The node that the task changes: it is shown anyway. */
  readonly except?: NodeId | undefined;
}

/**
 * Verified nodes of the tenant that are like the request, best first: one query and, where one is,
 * one batch read. None where the task takes none. A node can be made without references, so every
 * fault is told and gives none.
 */
export async function findReferences(
  { tenant, task, except }: Lookup,
  services: { readonly references: ReferenceStore; readonly onFault: (error: unknown) => void },
): Promise<Reference[]> {
  if (!takesReferences(task)) return [];
  try {
    const { items } = await services.references.list(tenant, {
      deleted: false,
      limit: newestNodes,
    });
    const proven = items.filter((node) => isProven(node) && node.id !== except);
    const near = rankSummaries(proven, task.request, mostReferences);
    if (near.length === 0) return [];
    const contents = await services.references.contents(tenant, near);
    return near.flatMap(({ id }, index) => referenceOf(id, contents[index]));
  } catch (error) {
    services.onFault(error);
    return [];
  }
}

const isProven = ({ is_active, verification }: NodeSummary): boolean =>
  is_active && verification.status === "passed";

/** None where the version was removed between the two reads. */
function referenceOf(id: NodeId, content: NodeContent | undefined): Reference[] {
  if (content === undefined) return [];
  const { name, description, input_schema, output_schema, execution_code } = content;
  return [{ id, name, description, input_schema, output_schema, execution_code }];
}
