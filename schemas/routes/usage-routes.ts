import * as z from "zod";
import { Usage } from "../usage.ts";
import type { Route } from "./route.ts";
import { api, base } from "./route-parts.ts";

const day = z.iso.date({ error: "must be a day, as in 2026-11-01" });

export const usageRoutes = {
  "get-usage": {
    method: "GET",
    path: "/api/usage",
    tag: "Service",
    summary: "See what your generations and runs took, day by day",
    description:
      "Days are those of UTC; a generation counts on the day it was accepted. Without `from`, the 30 days that end with `to`; without `to`, until today. At most 92 days.",
    auth: "user",
    query: z.strictObject({
      from: day.optional().describe("First day, as in `2026-11-01`"),
      to: day.optional().describe("Last day"),
    }),
    answers: { 200: { description: "What was used", body: Usage } },
    problems: [],
    grants: ["usage:read"],
    settings: [...base, "DAILY_BUDGET_USD"],
    ...api,
  },
} as const satisfies Record<string, Route>;
