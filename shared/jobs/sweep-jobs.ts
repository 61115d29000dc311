import type { JobError } from "#schemas/job.ts";
import { type Clock, later, timestamp } from "../clock.ts";
import type { GenerationQueue } from "./generation-queue.ts";
import type { DueJob, JobStore } from "./job-store.ts";

/** Jobs sent again in one sweep; the rest wait for the next minute. */
const mostPerSweep = 200;

/** How long a job that was sent again has until it is sent once more. */
const resendMs = 60_000;

/**
 * A job that is still due so long after it was accepted is ended. Five claims of a whole budget,
 * with the longest pauses between them, take little over one hour; the rest is for a full queue.
 */
const longestLifeMs = 2 * 60 * 60_000;

const tooOld: JobError = {
  code: "unavailable",
  detail: "The generation did not come to its end within 2 hours. Try again later.",
};

interface SweepServices {
  readonly jobs: Pick<JobStore, "due" | "postpone" | "abandon">;
  readonly queue: GenerationQueue;
  readonly clock: Clock;
  /** Told of each job that could not be handled; the next sweep tries it again. */
  readonly onFault: (error: unknown, job: DueJob) => void;
}

/**
 * Sends again what was accepted but never taken, what a dead worker left, and what asked to be
 * tried later: everything whose `dueAt` has passed. Moving `dueAt` on first, on condition, makes
 * two sweeps at once send a job once; a crash before the message is mended by the next sweep. What
 * no worker brings to an end, not even by its claim limit, is ended here.
 */
export async function sweepJobs(
  services: SweepServices,
): Promise<{ readonly sent: number; readonly ended: number }> {
  const counts = { sent: 0, ended: 0, skipped: 0 };
  const now = services.clock.now();
  for (const job of await services.jobs.due(timestamp(now), mostPerSweep)) {
    try {
      counts[await sweepOne(job, now, services)] += 1;
    } catch (error) {
      services.onFault(error, job);
    }
  }
  const { sent, ended } = counts;
  return { sent, ended };
}

async function sweepOne(
  job: DueJob,
  now: Date,
  { jobs, queue }: SweepServices,
): Promise<"sent" | "ended" | "skipped"> {
  const dueAt = timestamp(later(now, resendMs));
  const moved = await jobs.postpone(job, dueAt);
  if (moved === undefined) return "skipped";
  if (now.getTime() - Date.parse(moved.created_at) > longestLifeMs) {
    const end = { now: timestamp(now), error: tooOld };
    return (await jobs.abandon({ ...job, dueAt }, end)) ? "ended" : "skipped";
  }
  const { requestId } = moved;
  const message = { schemaVersion: 1 as const, tenant: job.tenant, jobId: job.id };
  await queue.send({ ...message, ...(requestId !== undefined && { requestId }) });
  return "sent";
}
