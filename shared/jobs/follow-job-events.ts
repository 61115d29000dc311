import type { JobId, TenantKey } from "#schemas/identifiers.ts";
import type { JobEvent } from "#schemas/job-event.ts";
import { hasEnded } from "./job-status.ts";
import type { JobRecord, JobStore } from "./job-store.ts";
import { isLastEvent } from "./list-job-events.ts";

/** Shorter than the function's 120 s, so that a connection ends in order. */
export const mostFollowedMs = 110_000;
/** A connection on which nothing is said for longer is closed by some proxies. */
export const heartbeatMs = 15_000;

const quickMs = 20_000;
const quickPauseMs = 1_000;
const slowPauseMs = 2_000;
const pageSize = 100;

export interface FollowServices {
  readonly jobs: Pick<JobStore, "get" | "listEvents">;
  /** Milliseconds on a clock that only goes forward. */
  readonly elapsed: () => number;
  readonly sleep: (milliseconds: number) => Promise<void>;
}

/** Events in order, none where nothing has happened for a while; `over` is why there are no more. */
export type FollowedEvents = AsyncGenerator<readonly JobEvent[], "ended" | "time">;

/**
 * What a job tells after the event number `after`, -1 for all, while it happens. Undefined where it
 * has ended and its last event was told. The first read is made before this resolves, so that its
 * fault can still be an answer of its own.
 */
export async function followJobEvents(
  job: JobRecord,
  after: number,
  services: FollowServices,
): Promise<FollowedEvents | undefined> {
  if (isOver(job, after)) return undefined;
  const startedAt = services.elapsed();
  const first = await services.jobs.listEvents(job.tenant, job.id, page(after));
  return follow({ tenant: job.tenant, id: job.id, after, first, startedAt }, services);
}

interface Followed {
  readonly tenant: TenantKey;
  readonly id: JobId;
  readonly after: number;
  readonly first: readonly JobEvent[];
  readonly startedAt: number;
}

async function* follow(
  { tenant, id, after, first, startedAt }: Followed,
  { jobs, elapsed, sleep }: FollowServices,
): FollowedEvents {
  let last = after;
  let saidAt = startedAt;
  for (let events = first; ; events = await jobs.listEvents(tenant, id, page(last))) {
    const silent = events.length === 0;
    if (!silent || elapsed() - saidAt >= heartbeatMs) {
      yield events;
      saidAt = elapsed();
      last = events.at(-1)?.seq ?? last;
      if (isLastEvent(events.at(-1))) return "ended";
      // Its last event may lie behind what the caller says it has read, and then never comes.
      if (silent && isOver(await jobs.get(tenant, id), last)) return "ended";
    }
    if (events.length === pageSize) continue;
    const passed = elapsed() - startedAt;
    const pause = passed < quickMs ? quickPauseMs : slowPauseMs;
    if (passed + pause > mostFollowedMs) return "time";
    await sleep(pause);
  }
}

const page = (after: number) => ({ after, limit: pageSize });

/** Whether nothing more comes behind the event number `after`; so it is when the job is kept no more. */
const isOver = (job: JobRecord | undefined, after: number): boolean =>
  job === undefined || (hasEnded(job.status) && after >= job.seq);
