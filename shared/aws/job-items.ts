import * as z from "zod";
import { GenerationReport, JobRequest } from "#schemas/generation.ts";
import { type JobId, NodeId, type TenantKey, Timestamp } from "#schemas/identifiers.ts";
import { JobError, JobStatus } from "#schemas/job.ts";
import { JobEvent } from "#schemas/job-event.ts";
import { JobStage } from "#schemas/job-stage.ts";
import type { ProblemDetail } from "#schemas/problem.ts";
import type { Claim, JobRecord } from "../jobs/job-store.ts";
import * as keys from "./keys.ts";
import { fitting, jsonText, readItem, SchemaVersion, schemaVersion } from "./stored-item.ts";

const daysKept = 7;

/** `J`: what changes; small until it fails, so that a poll costs half a read unit. */
const JobItem = z.object({
  schemaVersion: SchemaVersion,
  nodeId: NodeId,
  subject: z.string(),
  status: JobStatus,
  stage: JobStage,
  attempt: z.int(),
  seq: z.int(),
  fence: z.int(),
  leaseUntil: Timestamp.optional(),
  /** `dueAt`, under the name of the index's key; in the index only while it is there. */
  ga: Timestamp.optional(),
  generation: jsonText(GenerationReport).optional(),
  error: jsonText(JobError).optional(),
  created_at: Timestamp,
  updated_at: Timestamp,
  expiresAt: z.int(),
});
type JobItem = z.output<typeof JobItem>;

/** `Q`: what was asked for, never changed. */
const RequestItem = z.object({
  schemaVersion: SchemaVersion,
  request: jsonText(JobRequest),
});

/** `E#`: one event, never changed. */
const EventItem = z.object({
  schemaVersion: SchemaVersion,
  seq: z.int(),
  at: Timestamp,
  name: z.string(),
  data: jsonText(z.unknown()),
});

/** As text, for attributes that are set one by one. */
export const reportText = (report: GenerationReport) =>
  z.encode(jsonText(GenerationReport), report);

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

/** @throws AppError `payload_too_large` */
export const requestItem = (job: JobRecord, request: JobRequest) =>
  fitting({
    pk: keys.jobPartition(job.tenant, job.id),
    sk: keys.requestSort,
    ...z.encode(RequestItem, { schemaVersion, request }),
    expiresAt: expiryOf(job.created_at),
  });

/** @throws AppError `payload_too_large` */
export const eventItem = (job: Pick<JobRecord, "tenant" | "id">, event: JobEvent) =>
  fitting({
    pk: keys.jobPartition(job.tenant, job.id),
    sk: keys.eventSort(event.seq),
    ...z.encode(EventItem, { schemaVersion, ...event }),
    expiresAt: expiryOf(event.at),
  });

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
  const { schemaVersion: _, expiresAt: __, ga, leaseUntil, generation, error, ...rest } = stored;
  return {
    tenant,
    id,
    ...rest,
    ...(leaseUntil !== undefined && { leaseUntil }),
    ...(ga !== undefined && { dueAt: ga }),
    ...(generation !== undefined && { generation }),
    ...(error !== undefined && { error }),
  };
}

const ToldEvent = EventItem.transform(({ seq, at, name, data }): unknown => ({
  seq,
  at,
  name,
  data,
})).pipe(JobEvent);

export const readEvent = (item: unknown): JobEvent => readItem(ToldEvent, item);

export const readRequest = (item: unknown): JobRequest => readItem(RequestItem, item).request;
