import * as z from "zod";
import { GenerationReport } from "./generation.ts";
import { JobId, NodeId, TenantKey, Timestamp } from "./identifiers.ts";
import { JobStage } from "./job-stage.ts";
import { ErrorCode, ProblemDetail } from "./problem.ts";

export const JobStatus = z.enum(["queued", "running", "succeeded", "failed", "cancelled"]);
export type JobStatus = z.infer<typeof JobStatus>;

/** Why a job failed, as data: the problem a caller is shown, less what belongs to one request. */
export const JobError = z
  .strictObject({
    code: ErrorCode,
    detail: z.string().max(2_000),
    errors: z.array(ProblemDetail).max(50).optional(),
    retryAfterSeconds: z.int().min(0).optional().describe("When the same request may succeed"),
  })
  .meta({ id: "JobError" });
export type JobError = z.infer<typeof JobError>;

/** A job as callers see it. */
export const Job = z
  .strictObject({
    id: JobId,
    status: JobStatus,
    stage: JobStage,
    attempt: z.int(),
    result: z.strictObject({ nodeId: NodeId }).optional(),
    generation: GenerationReport.optional(),
    error: JobError.optional(),
    eventsUrl: z
      .string()
      .describe(
        "Path of its events with a ticket in it, for browsers' `EventSource`: good for 15 minutes, so keep it to yourself",
      ),
    created_at: Timestamp,
    updated_at: Timestamp,
  })
  .meta({ id: "Job" });
export type Job = z.infer<typeof Job>;

/** The queue's message: ids only, so that a lost or repeated one carries nothing of value. */
export const GenerationMessage = z.strictObject({
  schemaVersion: z.literal(1),
  tenant: TenantKey,
  jobId: JobId,
  requestId: z.string().max(100).optional().describe("The request that made the job, for the log"),
});
export type GenerationMessage = z.infer<typeof GenerationMessage>;
