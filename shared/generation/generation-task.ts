import type { GenerationContext, JobRequest } from "#schemas/generation.ts";
import type { NodeContent } from "#schemas/node.ts";
import type { StoredNode } from "../nodes/node-store.ts";

/** What a job is to make. */
export interface GenerationTask {
  /** The request, or the feedback on `current`. */
  readonly request: string;
  readonly context: GenerationContext;
  /** The node that is to be refined, as it is; undefined where a new one is made. */
  readonly stored: StoredNode | undefined;
  readonly current: NodeContent | undefined;
}

export const taskOf = (
  { request, context = {} }: JobRequest,
  stored: StoredNode | undefined,
): GenerationTask => ({ request, context, stored, current: stored?.content });
