import * as z from "zod";
import { TenantKey } from "./identifiers.ts";
import { ConfigHealth, ConfigId } from "./llm-config.ts";

/** What the worker, which alone reads keys, is invoked with to try a configuration. */
export const HealthCheckEvent = z.strictObject({
  kind: z.literal("health-check"),
  owner: z.union([z.literal("platform"), TenantKey]),
  configId: ConfigId,
});
export type HealthCheckEvent = z.infer<typeof HealthCheckEvent>;

export const HealthCheckReply = z.strictObject({
  health: ConfigHealth.nullable().describe("Null where there is no such configuration"),
});
export type HealthCheckReply = z.infer<typeof HealthCheckReply>;
