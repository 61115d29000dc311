import type { JobId, TenantKey } from "#schemas/identifiers.ts";
import { notFound } from "../app-error.ts";
import { hasEnded } from "./job-status.ts";
import type { JobRecord, JobStore } from "./job-store.ts";

/** A job that no worker took within this time waits behind others: waiting on is no use. */
const mostQueuedMs = 3_000;

const firstPollMs = 250;
const slowestPollMs = 1_000;

export interface AwaitServices {
  readonly jobs: Pick<JobStore, "get">;
  /** Milliseconds on a clock that only goes forward. */
  readonly elapsed: () => number;
  readonly sleep: (milliseconds: number) => Promise<void>;
}

/**
 * Polls a job until it has ended, or waiting longer makes no sense: then the job as it stands.
 * Each poll reads one small item.
 */
export async function awaitJob(
  { tenant, id, waitMs }: { tenant: TenantKey; id: JobId; waitMs: number },
  { jobs, elapsed, sleep }: AwaitServices,
): Promise<JobRecord> {
  const start = elapsed();
  for (let pause = firstPollMs; ; pause = Math.min(pause * 1.5, slowestPollMs)) {
    await sleep(pause);
    const job = await jobs.get(tenant, id);
    if (job === undefined) throw notFound("job");
    if (hasEnded(job.status)) return job;
    const waited = elapsed() - start;
    const stuck = job.status === "queued" && waited >= mostQueuedMs;
    if (stuck || waited + pause >= waitMs) return job;
  }
}
