import * as z from "zod";

/** What a running job is at; `done` once it has ended. */
export const JobStage = z.enum([
  "queued",
  "context",
  "provider",
  "parse",
  "check",
  "prove",
  "store",
  "done",
]);
export type JobStage = z.infer<typeof JobStage>;
