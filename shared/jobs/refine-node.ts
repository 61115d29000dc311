import type { RefineRequest } from "#schemas/generation.ts";
import { mostVersions, type NodeId } from "#schemas/identifiers.ts";
import { AppError } from "../app-error.ts";
import { requireMatch } from "../nodes/etag.ts";
import { loadActiveNode } from "../nodes/get-node.ts";
import { type AcceptInput, acceptGeneration } from "./accept-generation.ts";
import { type Accepted, findAccepted } from "./find-accepted.ts";
import {
  awaitResult,
  type GenerateNodeResult,
  type GenerateNodeServices,
} from "./generate-node.ts";

export interface RefineInput
  extends RefineRequest,
    Pick<AcceptInput, "caller" | "idempotency" | "requestId"> {
  readonly id: NodeId;
  readonly ifMatch?: string | undefined;
  readonly waitMs: number;
}

/**
 * Accepts a generation of a node's next version and waits for it, as for a new node. A key is looked
 * at first: what its request did may well be why the node is at another version by now.
 * @throws AppError `not_found`, `node_deleted`, `precondition_failed`, `version_limit`, and what the
 * job failed with; when another change came first, `precondition_failed` if the caller named a
 * version, else `conflict`
 */
export async function refineNode(
  input: RefineInput,
  services: GenerateNodeServices,
): Promise<GenerateNodeResult> {
  const { ifMatch, waitMs } = input;
  const accepted =
    (await findAccepted(input, services)) ?? (await acceptRefinement(input, services));
  try {
    return await awaitResult(accepted, waitMs, services);
  } catch (error) {
    if (ifMatch === undefined || !(error instanceof AppError && error.code === "conflict")) {
      throw error;
    }
    const { message, jobId } = error;
    throw new AppError("precondition_failed", message, { jobId, cause: error });
  }
}

async function acceptRefinement(
  { id, ifMatch, feedback, context, ...accepting }: RefineInput,
  services: GenerateNodeServices,
): Promise<Accepted> {
  const { caller } = accepting;
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
  return acceptGeneration({ ...accepting, request, nodeId: id }, services);
}
