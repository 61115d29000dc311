import type { JobId, TenantKey } from "#schemas/identifiers.ts";
import type { Transcript } from "#schemas/transcript.ts";
import { notFound } from "../app-error.ts";
import type { JobStore } from "./job-store.ts";

/** What a job's model was asked and answered so far. @throws AppError `not_found` */
export async function getTranscript(
  { tenant, id }: { tenant: TenantKey; id: JobId },
  { jobs }: { jobs: Pick<JobStore, "get" | "listAttempts"> },
): Promise<Transcript> {
  const job = await jobs.get(tenant, id);
  if (job === undefined) throw notFound("job");
  return { job: id, attempts: [...(await jobs.listAttempts(tenant, id))] };
}
