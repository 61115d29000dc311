import type { JobStatus } from "#schemas/job.ts";

const ends: readonly JobStatus[] = ["succeeded", "failed", "cancelled"];

/** Whether a job stays in this state for ever. */
export const hasEnded = (status: JobStatus): boolean => ends.includes(status);
