import * as z from "zod";
import { TokenUsage } from "./node.ts";

const count = z.int().min(0);

/** What a tenant used on one day (UTC). */
export const DayUsage = z
  .strictObject({
    day: z.iso.date(),
    generations: z
      .strictObject({ succeeded: count, failed: count, cancelled: count })
      .describe("That ended, by outcome; counted on the day they were accepted"),
    tokens: TokenUsage,
    cost_usd: z.number().min(0).describe("Of generations that ended, unknown calls at their most"),
    reserved_usd: z.number().min(0).describe("Set aside for generations under way"),
    unknown_calls: count.describe(
      "Calls that ended without a reply, counted at the most they could cost",
    ),
    sandbox: z
      .strictObject({ runs: count, cpu_ms: count })
      .describe("Runs of tests, in generations and on request"),
  })
  .meta({ id: "DayUsage" });
export type DayUsage = z.infer<typeof DayUsage>;

export const Usage = z
  .strictObject({
    from: z.iso.date(),
    to: z.iso.date(),
    daily_budget_usd: z.number(),
    days: z.array(DayUsage).describe("Days with any use, oldest first"),
    total: DayUsage.omit({ day: true }),
  })
  .meta({ id: "Usage" });
export type Usage = z.infer<typeof Usage>;
