import type { GenerationReport } from "#schemas/generation.ts";
import type { GeneratedNode } from "#schemas/node.ts";
import { AppError } from "../app-error.ts";
import type { IdempotencyStore } from "../idempotency/idempotency.ts";
import type { NodeStore } from "../nodes/node-store.ts";
import { type AcceptInput, type AcceptServices, acceptGeneration } from "./accept-generation.ts";
import { type AwaitServices, awaitJob } from "./await-job.ts";
import { type Accepted, findAccepted } from "./find-accepted.ts";
import { hasEnded } from "./job-status.ts";
import type { JobRecord } from "./job-store.ts";
import { madeNode } from "./made-node.ts";

export interface GenerateNodeServices extends AcceptServices, AwaitServices {
  readonly jobs: AcceptServices["jobs"];
  readonly nodes: NodeStore;
  readonly idempotency: IdempotencyStore;
}

/** `replayed`: the same request came before, and this is what was made of it then. */
export type GenerateNodeResult = { readonly replayed: boolean } & (
  | { readonly kind: "node"; readonly node: GeneratedNode; readonly generation: GenerationReport }
  | { readonly kind: "job"; readonly job: JobRecord }
);

/**
 * Accepts a generation and waits for it as long as the caller would, `waitMs`. With a key, the same
 * request is one job, however often it comes, and has the same answer.
 * @throws AppError what the job failed with, with its id, `job_ended` where it was cancelled, and
 * what keeps it from being accepted
 */
export async function generateNode(
  input: AcceptInput & { readonly waitMs: number },
  services: GenerateNodeServices,
): Promise<GenerateNodeResult> {
  const accepted =
    (await findAccepted(input, services)) ?? (await acceptGeneration(input, services));
  return awaitResult(accepted, input.waitMs, services);
}

/** What became of an accepted job in that time. @throws AppError what it failed with */
export async function awaitResult(
  { job: accepted, replayed }: Accepted,
  waitMs: number,
  services: AwaitServices & { readonly nodes: NodeStore },
): Promise<GenerateNodeResult> {
  if (waitMs <= 0) return { kind: "job", job: accepted, replayed };
  const { tenant, id, status } = accepted;
  const job = hasEnded(status) ? accepted : await awaitJob({ tenant, id, waitMs }, services);
  if (!hasEnded(job.status)) return { kind: "job", job, replayed };
  if (job.status !== "succeeded" || job.generation === undefined) throw failureOf(job, replayed);
  const node = await madeNode({ job, replayed }, services);
  return { kind: "node", node, generation: job.generation, replayed };
}

function failureOf({ id: jobId, status, error }: JobRecord, replayed: boolean): AppError {
  if (status === "cancelled") {
    return new AppError("job_ended", "The generation was cancelled.", { jobId, replayed });
  }
  if (error === undefined) {
    return new AppError("internal", "The generation ended without a result.", { jobId, replayed });
  }
  const { code, detail, errors, retryAfterSeconds } = error;
  return new AppError(code, detail, {
    jobId,
    replayed,
    ...(errors !== undefined && { errors }),
    ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
  });
}
