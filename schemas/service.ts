import * as z from "zod";
import { Timestamp } from "./identifiers.ts";

export const Health = z
  .strictObject({ status: z.literal("OK"), timestamp: Timestamp, version: z.string() })
  .meta({ id: "Health" });
export type Health = z.infer<typeof Health>;

const Reachable = z.enum(["connected", "unreachable"]);

export const DetailedHealth = z
  .strictObject({
    status: z.enum(["OK", "DEGRADED"]),
    database: Reachable,
    llm: z.string().describe("Provider of the platform, or `none`"),
    llm_model: z.string().nullable(),
    queue: Reachable,
    sandbox: Reachable,
    memory: z.record(z.string(), z.int()).describe("`process.memoryUsage()`, bytes"),
    uptime: z.number().describe("Seconds since this function's environment started"),
  })
  .meta({ id: "DetailedHealth" });
export type DetailedHealth = z.infer<typeof DetailedHealth>;

export const Role = z.enum(["user", "admin"]);
export type Role = z.infer<typeof Role>;
