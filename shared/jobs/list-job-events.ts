import type { JobId, TenantKey } from "#schemas/identifiers.ts";
import type { JobEvent, JobEvents } from "#schemas/job-event.ts";
import { notFound } from "../app-error.ts";
import { hasEnded } from "./job-status.ts";
import type { JobRecord, JobStore } from "./job-store.ts";

/**
 * What a job told after the event number `after`, -1 for all, and whether that was the last of it.
 * @throws AppError `not_found`
 */
export async function listJobEvents(
  input: { tenant: TenantKey; id: JobId; after: number; limit: number },
  { jobs }: { jobs: Pick<JobStore, "get" | "listEvents"> },
): Promise<JobEvents> {
  const { tenant, id, after, limit } = input;
  const job = await jobs.get(tenant, id);
  if (job === undefined) throw notFound("job");
  const stored = await jobs.listEvents(tenant, id, { after, limit });
  const last = stored.at(-1)?.seq ?? after;
  const untold = last === job.seq - 1 && stored.length < limit ? failureOf(job) : [];
  const events = [...stored, ...untold];
  const ended = isLastEvent(events.at(-1)) || (hasEnded(job.status) && last >= job.seq);
  return { job: job.id, events, ended };
}

/** Whether a job tells nothing more behind this event. */
export const isLastEvent = (event: JobEvent | undefined): boolean =>
  event?.name === "succeeded" || event?.name === "failed" || event?.name === "cancelled";

/** The last event of a job that failed, told from the job where no event of it is stored. */
const failureOf = ({ status, error, seq, updated_at: at }: JobRecord): JobEvent[] =>
  status === "failed" && error !== undefined
    ? [{ seq, at, name: "failed", data: { code: error.code, detail: error.detail } }]
    : [];
