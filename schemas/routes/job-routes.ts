import * as z from "zod";
import { JobId } from "../identifiers.ts";
import { Job } from "../job.ts";
import { JobEvents } from "../job-event.ts";
import { Transcript } from "../transcript.ts";
import type { Route } from "./route.ts";
import { api, base, numberTextOr } from "./route-parts.ts";

const after = numberTextOr(-1, z.int().min(-1).max(999_999)).describe(
  "The `seq` of the last event read; -1 for all. `Last-Event-ID` goes before it.",
);

const FollowHeaders = z.object({
  "last-event-id": z
    .string()
    .regex(/^\d{1,6}$/, { error: "must be the number of an event that was read" })
    .transform(Number)
    .optional()
    .describe("The `seq` of the last event read, as `EventSource` sends it"),
  accept: z.string().optional(),
});

/** What makes browsers stop to connect again. */
const nothingMore = {
  description: "The job has ended, and its last event was read",
  empty: true,
} as const;

/** A connection is 110 s at most. */
const stream = { streams: true, timeoutSeconds: 120, memoryMb: 512 } as const;

export const jobRoutes = {
  "get-job": {
    method: "GET",
    path: "/api/jobs/{id}",
    tag: "Jobs",
    summary: "See how a generation stands",
    auth: "user",
    params: z.strictObject({ id: JobId }),
    answers: { 200: { description: "The job", body: Job } },
    problems: ["not_found"],
    grants: ["jobs:read"],
    settings: base,
    ...api,
  },
  "cancel-job": {
    method: "DELETE",
    path: "/api/jobs/{id}",
    tag: "Jobs",
    summary: "Cancel a generation",
    description:
      "Ends a job that waits or runs; no node comes of it. Its worker stops within seconds, and what it spent until then is counted, a call to the model under way at its most. A job that is cancelled already is answered in the same way; one that has ended otherwise is `job_ended`.",
    auth: "user",
    params: z.strictObject({ id: JobId }),
    answers: { 200: { description: "The job, cancelled", body: Job } },
    problems: ["not_found", "job_ended"],
    grants: ["jobs:end", "money:settle"],
    settings: base,
    ...api,
  },
  "get-job-events": {
    method: "GET",
    path: "/api/jobs/{id}/events",
    tag: "Jobs",
    summary: "Follow what happens in a generation",
    description:
      "Stages, replies, findings, test results and the end, in order, from the first or from behind `Last-Event-ID` (or `after`), as server-sent events while they happen. A connection ends behind the job's last event, or after 110 seconds: connect again with `Last-Event-ID`. With `Accept: application/json` it is a page of what happened so far: ask again with `after` set to the `seq` of the last event read, until `ended` is true; a page may be shorter than `limit`.",
    auth: "user",
    params: z.strictObject({ id: JobId }),
    query: z.strictObject({
      after,
      limit: numberTextOr(100, z.int().min(1).max(200)).describe("Most events of a JSON page"),
    }),
    headers: FollowHeaders,
    answers: {
      200: { description: "Events, oldest first", events: true, body: JobEvents },
      204: nothingMore,
    },
    problems: ["not_found"],
    grants: ["jobs:read", "jobs:read-parts"],
    settings: base,
    ...stream,
  },
  "follow-job-events": {
    method: "GET",
    path: "/api/jobs/{id}/live",
    tag: "Jobs",
    summary: "Follow what happens in a generation, without a token",
    description:
      "The job's `eventsUrl`, for browsers: `EventSource` sends no token, so the address carries a ticket, which is good for 15 minutes and for this job's events. The events are those of `/api/jobs/{id}/events`.",
    auth: "ticket",
    params: z.strictObject({ id: JobId }),
    query: z.strictObject({ after, ticket: z.string().min(1).max(200) }),
    headers: FollowHeaders,
    answers: {
      200: { description: "Events, oldest first", events: true },
      204: nothingMore,
    },
    problems: ["unauthorized"],
    grants: ["jobs:read", "jobs:read-parts"],
    settings: base,
    ...stream,
  },
  "get-transcript": {
    method: "GET",
    path: "/api/jobs/{id}/transcript",
    tag: "Jobs",
    summary: "Read what a generation's model was asked and answered",
    description:
      "Attempt by attempt, with the findings and test results of each; the newest 25 attempts, kept for 7 days. Long texts are cut and say so. The fixed sections of the prompt are left out.",
    auth: "user",
    params: z.strictObject({ id: JobId }),
    answers: { 200: { description: "The attempts, in order", body: Transcript } },
    problems: ["not_found"],
    grants: ["jobs:read", "jobs:read-parts"],
    settings: base,
    ...api,
  },
} as const satisfies Record<string, Route>;
