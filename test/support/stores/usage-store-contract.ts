import { describe, expect, test } from "vitest";
import { reserved } from "./job-samples.ts";
import { claimedJob, type Stores } from "./job-store-contract.ts";
import { instant, newTenant } from "./node-samples.ts";

const nothing = {
  generations: { succeeded: 0, failed: 0, cancelled: 0 },
  tokens: { input: 0, cached: 0, output: 0, reasoning: 0 },
  cost_usd: 0,
  reserved_usd: 0,
  unknown_calls: 0,
  sandbox: { runs: 0, cpu_ms: 0 },
};

/** What every UsageStore must do. */
export function usageStoreContract(stores: () => Stores): void {
  describe("usage", () => {
    test("20 counts of runs at once are all counted, beside those of generations", async () => {
      const { jobs, usage } = stores();
      const tenant = newTenant();
      const day = "2031-01-01";
      const { claim } = await claimedJob(stores(), tenant, reserved(100));
      const generation = {
        model_used: "a-model",
        tokens_used: 0,
        generation_time_ms: 1,
        cost_usd: 0,
        attempts: 1,
        sandbox: { runs: 3, cpu_ms: 30 },
      };
      const error = { code: "generation_failed", detail: "" } as const;
      await Promise.all([
        jobs.fail(claim, { now: instant(9), error, generation }),
        ...Array.from({ length: 20 }, () => usage.addRuns(tenant, day, { count: 2, cpuMs: 5 })),
      ]);
      expect(await usage.days(tenant, { from: day, to: day })).toEqual([
        {
          ...nothing,
          day,
          generations: { succeeded: 0, failed: 1, cancelled: 0 },
          sandbox: { runs: 43, cpu_ms: 130 },
        },
      ]);
    });

    test("is told from the first day to the last, both with their runs, and of one tenant", async () => {
      const { usage } = stores();
      const tenant = newTenant();
      const days = ["2031-01-05", "2030-12-31", "2031-01-02", "2031-01-01", "2031-01-04"];
      for (const day of days) await usage.addRuns(tenant, day, { count: 1, cpuMs: 1 });
      await usage.addRuns(newTenant(), "2031-01-03", { count: 1, cpuMs: 1 });
      const told = await usage.days(tenant, { from: "2031-01-01", to: "2031-01-04" });
      const sandbox = { runs: 1, cpu_ms: 1 };
      expect(told).toEqual(
        ["2031-01-01", "2031-01-02", "2031-01-04"].map((day) => ({ ...nothing, day, sandbox })),
      );
      expect(await usage.days(tenant, { from: "2032-01-01", to: "2032-01-04" })).toEqual([]);
    });
  });
}
