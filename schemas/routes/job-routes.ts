import * as z from "zod";
import { JobId } from "../identifiers.ts";
import { Job } from "../job.ts";
import type { Route } from "./route.ts";
import { api, base } from "./route-parts.ts";

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
} as const satisfies Record<string, Route>;
