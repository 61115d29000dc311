import type { JobId, TenantKey } from "#schemas/identifiers.ts";
import type { JobEvent, JobEvents } from "#schemas/job-event.ts";
import { notFound } from "../app-error.ts";
import { hasEnded } from "./job-status.ts";
import type { JobStore } from "./job-store.ts";

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
  const events = await jobs.listEvents(tenant, id, { after, limit });
  const last = events.at(-1)?.seq ?? after;
  const ended = isLastEvent(events.at(-1)) || (hasEnded(job.status) && last >= job.seq);
  return { job: job.id, events: [...events], ended };
}

/** Whether a job tells nothing more behind this event. */
export const isLastEvent = (event: JobEvent | undefined): boolean =>
  event?.name === "succeeded" || event?.name === "failed" || event?.name === "cancelled";
