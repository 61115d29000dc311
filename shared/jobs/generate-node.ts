import type { GenerationReport } from "#schemas/generation.ts";
import type { Job } from "#schemas/job.ts";
import type { GeneratedNode } from "#schemas/node.ts";
import { AppError } from "../app-error.ts";
import { getNode } from "../nodes/get-node.ts";
import type { NodeStore } from "../nodes/node-store.ts";
import { type AcceptInput, type AcceptServices, acceptGeneration } from "./accept-generation.ts";
import { type AwaitServices, awaitJob } from "./await-job.ts";
import { hasEnded } from "./job-status.ts";
import type { JobRecord, JobStore } from "./job-store.ts";
import { presentJob } from "./present-job.ts";

export interface GenerateNodeServices extends AcceptServices, AwaitServices {
  readonly jobs: Pick<JobStore, "accept" | "get">;
  readonly nodes: NodeStore;
  /** How long a caller is kept waiting, in milliseconds. */
  readonly waitMs: number;
}

export type GenerateNodeResult =
  | { readonly kind: "node"; readonly node: GeneratedNode; readonly generation: GenerationReport }
  | { readonly kind: "job"; readonly job: Job };

/**
 * Accepts a generation, of a new node or of a node's next version, and, unless the caller would
 * rather not, waits for it.
 * @throws AppError what the job failed with, with its id, or `llm_not_configured`
 */
export async function generateNode(
  input: AcceptInput & { readonly respondAsync: boolean },
  services: GenerateNodeServices,
): Promise<GenerateNodeResult> {
  const accepted = await acceptGeneration(input, services);
  if (input.respondAsync) return { kind: "job", job: presentJob(accepted) };
  const { tenant, id } = accepted;
  const job = await awaitJob({ tenant, id, waitMs: services.waitMs }, services);
  return hasEnded(job.status) ? concluded(job, services) : { kind: "job", job: presentJob(job) };
}

async function concluded(
  job: JobRecord,
  { nodes }: { nodes: NodeStore },
): Promise<GenerateNodeResult> {
  if (job.status !== "succeeded" || job.generation === undefined) throw failureOf(job);
  const node = await getNode({ tenant: job.tenant, id: job.nodeId }, { nodes });
  return { kind: "node", node, generation: job.generation };
}

function failureOf({ id: jobId, error }: JobRecord): AppError {
  if (error === undefined) {
    return new AppError("internal", "The generation ended without a result.", { jobId });
  }
  const { code, detail, errors, retryAfterSeconds } = error;
  return new AppError(code, detail, {
    jobId,
    ...(errors !== undefined && { errors }),
    ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
  });
}
