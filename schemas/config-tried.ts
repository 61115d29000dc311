import * as z from "zod";

/** One configuration of a language model that was tried, and how it ended. */
export const ConfigTried = z.strictObject({
  config: z.string().nullable().describe("Its id; null for what the operator's settings name"),
  provider: z.string(),
  model: z.string(),
  outcome: z
    .string()
    .max(50)
    .describe(
      "`answered`, why it failed (`overloaded`, `auth`, …), or `left_alone` after failures",
    ),
});
export type ConfigTried = z.infer<typeof ConfigTried>;
