import type { TenantKey } from "#schemas/identifiers.ts";
import type { DayUsage } from "#schemas/usage.ts";
import type { Day } from "../day.ts";

export interface UsageStore {
  /** One query: the days from first to last that have any use, in order. */
  days(tenant: TenantKey, range: { from: Day; to: Day }): Promise<readonly DayUsage[]>;
  /** Counts runs of the sandbox that belong to no generation. */
  addRuns(
    tenant: TenantKey,
    day: Day,
    runs: { readonly count: number; readonly cpuMs: number },
  ): Promise<void>;
}
