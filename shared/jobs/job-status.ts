import type { JobStatus } from "#schemas/job.ts";

/** States a job may go to from each; an ended job goes nowhere. */
export const transitions: Readonly<Record<JobStatus, readonly JobStatus[]>> = {
  queued: ["running", "cancelled"],
  // Back to queued: the provider asked to be tried later. Running again: a dead worker's job.
  running: ["succeeded", "failed", "cancelled", "queued", "running"],
  succeeded: [],
  failed: [],
  cancelled: [],
};

export const hasEnded = (status: JobStatus): boolean => transitions[status].length === 0;
