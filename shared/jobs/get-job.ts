import type { JobId, TenantKey } from "#schemas/identifiers.ts";
import type { Job } from "#schemas/job.ts";
import { notFound } from "../app-error.ts";
import type { JobStore } from "./job-store.ts";
import { presentJob } from "./present-job.ts";

/** @throws AppError `not_found` */
export async function getJob(
  { tenant, id }: { tenant: TenantKey; id: JobId },
  { jobs }: { jobs: Pick<JobStore, "get"> },
): Promise<Job> {
  const job = await jobs.get(tenant, id);
  if (job === undefined) throw notFound("job");
  return presentJob(job);
}
