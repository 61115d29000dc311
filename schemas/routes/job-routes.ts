import * as z from "zod";
import { JobId } from "../identifiers.ts";
import { Job } from "../job.ts";
import { JobEvents } from "../job-event.ts";
import { Transcript } from "../transcript.ts";
import type { Route } from "./route.ts";
import { api, base, numberTextOr } from "./route-parts.ts";

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
  "get-job-events": {
    method: "GET",
    path: "/api/jobs/{id}/events",
    tag: "Jobs",
    summary: "Read what happened in a generation so far",
    description:
      "Stages, replies, findings, test results and the end, in order. Ask again with `after` set to the `seq` of the last event read, until `ended` is true; a page may be shorter than `limit`.",
    auth: "user",
    params: z.strictObject({ id: JobId }),
    query: z.strictObject({
      after: numberTextOr(-1, z.int().min(-1).max(999_999)).describe(
        "The `seq` of the last event read; -1 for all",
      ),
      limit: numberTextOr(100, z.int().min(1).max(200)),
    }),
    answers: { 200: { description: "Events, oldest first", body: JobEvents } },
    problems: ["not_found"],
    grants: ["jobs:read", "jobs:read-parts"],
    settings: base,
    ...api,
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
