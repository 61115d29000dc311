import type { GeneratedNode } from "#schemas/node.ts";
import { loadNode } from "../nodes/get-node.ts";
import type { NodeStore } from "../nodes/node-store.ts";
import { presentNode } from "../nodes/present-node.ts";
import { versionAsMade } from "../nodes/version-as-made.ts";
import type { Accepted } from "./find-accepted.ts";

/**
 * The node as a job made it, whatever became of it since. Right after it was made one read gives it;
 * a replay is made from the version, which nobody can change.
 * @throws AppError `not_found` where the node was removed for good
 */
export async function madeNode(
  { job, replayed }: Accepted,
  { nodes }: { nodes: NodeStore },
): Promise<GeneratedNode> {
  const { tenant, nodeId: id, version: n } = job;
  const stored = await loadNode({ tenant, id }, { nodes });
  const { head } = stored;
  const isNewest = head.version === n && head.is_active;
  if (n === undefined || (isNewest && !replayed)) return presentNode(stored);
  return versionAsMade({ tenant, head, n }, { nodes });
}
