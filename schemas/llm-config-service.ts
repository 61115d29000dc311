import * as z from "zod";
import { Timestamp } from "./identifiers.ts";
import { ConfigProvider, ConfigScope } from "./llm-config.ts";

export const CacheStatus = z
  .strictObject({
    scope: ConfigScope,
    epoch: z.int().describe("Rises with every change: whoever holds an older one reads anew"),
    refreshed_at: Timestamp.nullable(),
    age_minutes: z.int().nullable().describe("Since the last refresh"),
    ttl_minutes: z.int().describe("How often the schedule refreshes the platform's"),
    provider: ConfigProvider.nullable().describe("Who would answer now; null: nobody"),
    model: z.string().nullable(),
  })
  .meta({ id: "CacheStatus" });
export type CacheStatus = z.infer<typeof CacheStatus>;

export const RefreshResult = CacheStatus.extend({
  changed: z.boolean().describe("Whether a configuration changed since the last refresh"),
}).meta({ id: "RefreshResult" });
export type RefreshResult = z.infer<typeof RefreshResult>;

export const ModelInfo = z.strictObject({
  id: z.string(),
  contextWindow: z.int().nullable(),
  maxOutput: z.int().nullable(),
  thinks: z.boolean(),
  price: z
    .strictObject({ input: z.number(), cached: z.number().nullable(), output: z.number() })
    .nullable()
    .describe("US dollars for a million tokens; null: not known"),
});

export const ProviderInfo = z
  .strictObject({
    provider: ConfigProvider,
    available: z.boolean().describe("Whether the operator allows it"),
    needsKey: z.boolean(),
    takesApiUrl: z.boolean(),
    takesTemperature: z.boolean(),
    strictJson: z.boolean().describe("Whether replies can be bound to a schema"),
    models: z.array(ModelInfo).describe("Those that are known; others may be named too"),
  })
  .meta({ id: "ProviderInfo" });
export type ProviderInfo = z.infer<typeof ProviderInfo>;
