import type { JobId, TenantKey } from "#schemas/identifiers.ts";
import { notFound } from "../app-error.ts";
import type { JobRecord, JobStore } from "./job-store.ts";

/** @throws AppError `not_found` */
export async function getJob(
  { tenant, id }: { tenant: TenantKey; id: JobId },
  { jobs }: { jobs: Pick<JobStore, "get"> },
): Promise<JobRecord> {
  const job = await jobs.get(tenant, id);
  if (job === undefined) throw notFound("job");
  return job;
}
