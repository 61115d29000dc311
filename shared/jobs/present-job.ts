import type { Job } from "#schemas/job.ts";
import { eventTicket } from "./event-ticket.ts";
import type { JobRecord } from "./job-store.ts";

/**
 * A job as callers see it. `basePath` is what the address of its events begins with, and `now` when
 * the ticket in it begins to be good.
 */
export function presentJob(
  job: JobRecord,
  { basePath, now }: { basePath: string; now: Date },
): Job {
  return {
    id: job.id,
    status: job.status,
    stage: job.stage,
    attempt: job.attempt,
    ...(job.status === "succeeded" ? { result: { nodeId: job.nodeId } } : {}),
    ...(job.generation === undefined ? {} : { generation: job.generation }),
    ...(job.error === undefined ? {} : { error: job.error }),
    eventsUrl: `${basePath}/api/jobs/${job.id}/live?ticket=${eventTicket(job, now)}`,
    created_at: job.created_at,
    updated_at: job.updated_at,
  };
}
