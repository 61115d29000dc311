import type { RefineRequest } from "#schemas/generation.ts";
import { mostVersions, type NodeId } from "#schemas/identifiers.ts";
import { AppError } from "../app-error.ts";
import type { Caller } from "../caller.ts";
import { requireMatch } from "../nodes/etag.ts";
import { loadActiveNode } from "../nodes/get-node.ts";
import {
  type GenerateNodeResult,
  type GenerateNodeServices,
  generateNode,
} from "./generate-node.ts";

/**
 * Accepts a generation of a node's next version and waits for it, as for a new node.
 * @throws AppError `not_found`, `node_deleted`, `precondition_failed`, `version_limit`, and what the
 * job failed with; when another change came first, `precondition_failed` if the caller named a
 * version, else `conflict`
 */
export async function refineNode(
  input: RefineRequest & {
    readonly caller: Caller;
    readonly id: NodeId;
    readonly ifMatch?: string | undefined;
    readonly respondAsync: boolean;
  },
  services: GenerateNodeServices,
): Promise<GenerateNodeResult> {
  const { caller, id, ifMatch, feedback, context, respondAsync } = input;
  const { head } = await loadActiveNode({ tenant: caller.tenant, id }, services);
  requireMatch(ifMatch, head);
  if (head.version >= mostVersions) {
    throw new AppError("version_limit", `A node can have ${mostVersions} versions.`);
  }
  const request = {
    request: feedback,
    ...(context !== undefined && { context }),
    refines: head.version,
  };
  try {
    return await generateNode({ caller, request, nodeId: id, respondAsync }, services);
  } catch (error) {
    if (ifMatch === undefined || !(error instanceof AppError && error.code === "conflict")) {
      throw error;
    }
    const { message, jobId } = error;
    throw new AppError("precondition_failed", message, { jobId, cause: error });
  }
}
