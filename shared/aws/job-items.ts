import { randomBytes } from "node:crypto";
import * as z from "zod";
import { GenerationReport } from "#schemas/generation.ts";
import {
  type JobId,
  NodeId,
  type TenantKey,
  Timestamp,
  VersionNumber,
} from "#schemas/identifiers.ts";
import { JobError, JobStatus } from "#schemas/job.ts";
import { JobStage } from "#schemas/job-stage.ts";
import type { ProblemDetail } from "#schemas/problem.ts";
import type { Claim, JobRecord, ProviderCall } from "../jobs/job-store.ts";
import * as keys from "./keys.ts";
import { jsonText, readItem, SchemaVersion, schemaVersion } from "./stored-item.ts";

const daysKept = 7;

const count = z.int().min(0);

const Reserved = z.object({ day: z.iso.date(), microUsd: count });

const Call = z.object({
  attempt: z.int(),
  provider: z.string(),
  model: z.string(),
  tokens: z.object({ input: count, output: count }),
  microUsd: count.nullable(),
});

/** `J`: what changes; small until it fails, so that a poll costs half a read unit. */
const JobItem = z.object({
  schemaVersion: SchemaVersion,
  nodeId: NodeId,
  subject: z.string(),
  // A job that was stored without a key gets one that no ticket was made with.
  ticketKey: z.string().default(() => randomBytes(32).toString("base64url")),
  status: JobStatus,
  stage: JobStage,
  attempt: z.int(),
  seq: z.int(),
  fence: z.int(),
  leaseUntil: Timestamp.optional(),
  /** `dueAt`, under the name of the index's key; in the index only while it is there. */
  ga: Timestamp.optional(),
  reserved: jsonText(Reserved).optional(),
  call: jsonText(Call).optional(),
  generation: jsonText(GenerationReport).optional(),
  version: VersionNumber.optional(),
  requestId: z.string().optional(),
  error: jsonText(JobError).optional(),
  created_at: Timestamp,
  updated_at: Timestamp,
  expiresAt: z.int(),
});
type JobItem = z.output<typeof JobItem>;

/** Nobody knows what it cost: what was set aside for the job counts as spent. */
const unreadReport: GenerationReport = {
  model_used: "unknown",
  tokens_used: 0,
  generation_time_ms: 0,
  cost_usd: null,
  attempts: 0,
};

/** What is needed to end a job of which nothing else can be read. */
const LeftJob = JobItem.pick({ seq: true, created_at: true }).extend({
  reserved: JobItem.shape.reserved.catch(undefined),
  call: JobItem.shape.call.catch(undefined),
  generation: JobItem.shape.generation.catch(unreadReport),
});
export type LeftJob = z.output<typeof LeftJob>;

/** As text, for attributes that are set one by one. */
export const reportText = (report: GenerationReport) =>
  z.encode(jsonText(GenerationReport), report);

export const callText = (call: ProviderCall) => z.encode(jsonText(Call), call);

/**
 * Cut to what a reader accepts, and to what a poll should cost: a job must be able to fail, however
 * long the reason.
 */
export const errorText = ({ errors, ...error }: JobError) =>
  z.encode(jsonText(JobError), {
    ...error,
    detail: error.detail.slice(0, 2_000),
    ...(errors !== undefined && { errors: errors.slice(0, mostErrors).map(shortened) }),
  });

const mostErrors = 20;

const shortened = ({ path, code, message }: ProblemDetail): ProblemDetail => ({
  path: path.slice(0, 200),
  code: code.slice(0, 60),
  message: message.slice(0, 300),
});

export const secondsOf = (instant: Timestamp | Date) =>
  Math.floor(new Date(instant).getTime() / 1000);

export const expiryOf = (from: Timestamp) => secondsOf(from) + daysKept * 24 * 60 * 60;

export function jobItem(job: JobRecord) {
  const { tenant, id, dueAt, ...record } = job;
  return {
    pk: keys.jobPartition(tenant, id),
    sk: keys.jobSort,
    ...z.encode(JobItem, {
      schemaVersion,
      ...record,
      ...(dueAt !== undefined && { ga: dueAt }),
      expiresAt: expiryOf(job.created_at),
    }),
    ...(dueAt !== undefined && { gd: keys.dueListOf(id) }),
  };
}

/** Undefined also for what has expired but was not removed yet: that can take the table days. */
export function readJob(
  { tenant, jobId }: Pick<Claim, "tenant"> & { jobId: JobId },
  item: unknown,
  now: Date,
): JobRecord | undefined {
  if (item === undefined) return undefined;
  const stored = readItem(JobItem, item);
  return stored.expiresAt > secondsOf(now) ? recordOf(tenant, jobId, stored) : undefined;
}

function recordOf(tenant: TenantKey, id: JobId, stored: JobItem): JobRecord {
  const { schemaVersion: _, expiresAt: __, ga: dueAt, ...rest } = stored;
  const { leaseUntil, reserved, call, generation, version, requestId, error, ...always } = rest;
  return {
    tenant,
    id,
    ...always,
    ...(leaseUntil !== undefined && { leaseUntil }),
    ...(dueAt !== undefined && { dueAt }),
    ...(reserved !== undefined && { reserved }),
    ...(call !== undefined && { call }),
    ...(generation !== undefined && { generation }),
    ...(version !== undefined && { version }),
    ...(requestId !== undefined && { requestId }),
    ...(error !== undefined && { error }),
  };
}

/** Whatever else the item holds, and also where it has expired. */
export const readLeftJob = (item: unknown): LeftJob => LeftJob.parse(item);
