import * as z from "zod";
import { JobRequest } from "#schemas/generation.ts";
import { Timestamp } from "#schemas/identifiers.ts";
import { JobEvent } from "#schemas/job-event.ts";
import type { JobRecord } from "../jobs/job-store.ts";
import { expiryOf } from "./job-items.ts";
import { eventSort, jobPartition, requestSort } from "./keys.ts";
import { fitting, jsonText, readItem, SchemaVersion, schemaVersion } from "./stored-item.ts";

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

/** @throws AppError `payload_too_large` */
export const requestItem = (job: JobRecord, request: JobRequest) =>
  fitting({
    pk: jobPartition(job.tenant, job.id),
    sk: requestSort,
    ...z.encode(RequestItem, { schemaVersion, request }),
    expiresAt: expiryOf(job.created_at),
  });

/** @throws AppError `payload_too_large` */
export const eventItem = (job: Pick<JobRecord, "tenant" | "id">, event: JobEvent) =>
  fitting({
    pk: jobPartition(job.tenant, job.id),
    sk: eventSort(event.seq),
    ...z.encode(EventItem, { schemaVersion, ...event }),
    expiresAt: expiryOf(event.at),
  });

const ToldEvent = EventItem.transform(({ seq, at, name, data }): unknown => ({
  seq,
  at,
  name,
  data,
})).pipe(JobEvent);

export const readEvent = (item: unknown): JobEvent => readItem(ToldEvent, item);

export const readRequest = (item: unknown): JobRequest => readItem(RequestItem, item).request;
