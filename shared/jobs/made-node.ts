import type { GeneratedNode } from "#schemas/node.ts";
import { loadNode } from "../nodes/get-node.ts";
import { contentOfVersion, getVersion } from "../nodes/get-version.ts";
import type { NodeStore } from "../nodes/node-store.ts";
import { presentNode } from "../nodes/present-node.ts";
import type { JobRecord } from "./job-store.ts";

/**
 * The node as a job made it, whatever became of it since: its newest version is the one that was
 * made only as long as nobody changes it.
 * @throws AppError `not_found` where the node was removed for good
 */
export async function madeNode(
  { tenant, nodeId: id, version: n }: Pick<JobRecord, "tenant" | "nodeId" | "version">,
  { nodes }: { nodes: NodeStore },
): Promise<GeneratedNode> {
  const stored = await loadNode({ tenant, id }, { nodes });
  const { head } = stored;
  if (n === undefined || (head.version === n && head.is_active)) return presentNode(stored);
  const version = await getVersion({ tenant, id, n }, { nodes });
  return {
    ...contentOfVersion(version),
    id,
    version: n,
    version_count: n,
    verification: version.verification,
    is_active: true,
    user_id: head.user_id,
    created_at: head.created_at,
    updated_at: version.created_at,
  };
}
