import { type Clock, later, timestamp } from "../clock.ts";
import type { GenerationQueue } from "./generation-queue.ts";
import type { JobStore } from "./job-store.ts";

/** Jobs sent again in one sweep; the rest wait for the next minute. */
const mostPerSweep = 200;

/** How long a job that was sent again has until it is sent once more. */
const resendMs = 60_000;

/**
 * Sends again what was accepted but never taken, what a dead worker left, and what asked to be
 * tried later: everything whose `dueAt` has passed. Moving `dueAt` on first, on condition, makes
 * two sweeps at once send a job once; a crash before the message is mended by the next sweep.
 */
export async function sweepJobs({
  jobs,
  queue,
  clock,
}: {
  jobs: Pick<JobStore, "due" | "postpone">;
  queue: GenerationQueue;
  clock: Clock;
}): Promise<{ sent: number }> {
  const now = clock.now();
  let sent = 0;
  for (const job of await jobs.due(timestamp(now), mostPerSweep)) {
    if (!(await jobs.postpone(job, timestamp(later(now, resendMs))))) continue;
    await queue.send({ schemaVersion: 1, tenant: job.tenant, jobId: job.id });
    sent += 1;
  }
  return { sent };
}
