import type { JobId, TenantKey } from "#schemas/identifiers.ts";
import { AppError, notFound } from "../app-error.ts";
import { type Clock, timestamp } from "../clock.ts";
import type { Metrics } from "../observability/metrics.ts";
import type { JobRecord, JobStore } from "./job-store.ts";

/**
 * Ends a job, whether it waits or runs. A worker that has it learns so within seconds and stops. One
 * that is cancelled already stays so: who asks again has lost the first answer.
 * @throws AppError `not_found`, `job_ended`
 */
export async function cancelJob(
  { tenant, id }: { tenant: TenantKey; id: JobId },
  services: { jobs: Pick<JobStore, "cancel">; clock: Clock; metrics: Metrics },
): Promise<JobRecord> {
  const { jobs, clock, metrics } = services;
  const outcome = await jobs.cancel({ tenant, id }, { now: timestamp(clock.now()) });
  if (outcome === undefined) throw notFound("job");
  const { cancelled, job } = outcome;
  if (cancelled) {
    metrics.count("node_generation_total", { provider: "none", status: "cancelled" });
  }
  if (job.status === "cancelled") return job;
  throw new AppError("job_ended", `The job cannot be cancelled: it has ${job.status} already.`, {
    jobId: job.id,
  });
}
