import { JobStatus } from "#schemas/job.ts";

/**
 * From which state a job may come to which. A state may follow itself where somebody else takes the
 * job up. Whoever changes a job's state looks here, stores in the condition of their write.
 */
export const jobTransitions = {
  /** Taken by a worker; cancelled; abandoned, as nobody took it. */
  queued: ["running", "cancelled", "failed"],
  /** Ended, given back, cancelled; taken by the next worker when the lease has run out. */
  running: ["succeeded", "failed", "queued", "cancelled", "running"],
  succeeded: [],
  failed: [],
  cancelled: [],
} as const satisfies Readonly<Record<JobStatus, readonly JobStatus[]>>;

/** Whether a job stays in this state for ever. */
export const hasEnded = (status: JobStatus): boolean => jobTransitions[status].length === 0;

/** The states from which a job may come to this one. */
export const statesBefore = (next: JobStatus): readonly JobStatus[] =>
  JobStatus.options.filter((status) => mayBecome(status, next));

export const mayBecome = (status: JobStatus, next: JobStatus): boolean =>
  jobTransitions[status].some((one) => one === next);
