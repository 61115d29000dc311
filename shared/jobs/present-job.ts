import type { Job } from "#schemas/job.ts";
import type { JobRecord } from "./job-store.ts";

/** A job as callers see it. */
export function presentJob(job: JobRecord): Job {
  return {
    id: job.id,
    status: job.status,
    stage: job.stage,
    attempt: job.attempt,
    ...(job.status === "succeeded" ? { result: { nodeId: job.nodeId } } : {}),
    ...(job.generation === undefined ? {} : { generation: job.generation }),
    ...(job.error === undefined ? {} : { error: job.error }),
    created_at: job.created_at,
    updated_at: job.updated_at,
  };
}
