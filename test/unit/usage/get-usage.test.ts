import { describe, expect, it } from "vitest";
import type { DayUsage } from "#schemas/usage.ts";
import { AppError } from "#shared/app-error.ts";
import { getUsage } from "#shared/usage/get-usage.ts";
import { newTenant } from "../../support/stores/node-samples.ts";

const clock = { now: () => new Date("2026-11-21T23:59:59.999Z") };

const usedOn = (day: string, cost: number): DayUsage => ({
  day,
  generations: { succeeded: 2, failed: 1, cancelled: 0 },
  tokens: { input: 100, cached: 10, output: 50, reasoning: 5 },
  cost_usd: cost,
  reserved_usd: 0,
  unknown_calls: 1,
  sandbox: { runs: 12, cpu_ms: 300 },
});

const services = (days: DayUsage[] = []) => {
  const asked: unknown[] = [];
  const usage = {
    days: async (_: unknown, range: unknown) => {
      asked.push(range);
      return days;
    },
  };
  return { asked, usage, clock, dailyBudgetUsd: 10 };
};

const tenant = newTenant();

describe("getUsage", () => {
  it("tells the 30 days that end today where no range is named", async () => {
    const given = services();
    const usage = await getUsage({ tenant }, given);
    expect(given.asked).toEqual([{ from: "2026-10-23", to: "2026-11-21" }]);
    expect(usage).toMatchObject({ from: "2026-10-23", to: "2026-11-21", daily_budget_usd: 10 });
  });

  it("counts back from the end that is named, over the change of a month and a leap day", async () => {
    const given = services();
    await getUsage({ tenant, to: "2028-03-01" }, given);
    expect(given.asked).toEqual([{ from: "2028-02-01", to: "2028-03-01" }]);
  });

  it("adds the days up, money to the millionth", async () => {
    const { total } = await getUsage(
      { tenant, from: "2026-11-20" },
      services([usedOn("2026-11-20", 0.1), usedOn("2026-11-21", 0.2)]),
    );
    expect(total).toEqual({
      generations: { succeeded: 4, failed: 2, cancelled: 0 },
      tokens: { input: 200, cached: 20, output: 100, reasoning: 10 },
      cost_usd: 0.3,
      reserved_usd: 0,
      unknown_calls: 2,
      sandbox: { runs: 24, cpu_ms: 600 },
    });
  });

  it.each([
    ["ends before it begins", { from: "2026-11-22", to: "2026-11-21" }],
    ["is longer than a quarter", { from: "2026-01-01", to: "2026-11-21" }],
  ])("refuses a range that %s, by the name of the field", async (_, range) => {
    const refused = await getUsage({ tenant, ...range }, services()).catch((error) => error);
    expect(refused).toBeInstanceOf(AppError);
    expect(refused).toMatchObject({ code: "invalid_request", errors: [{ path: "query.from" }] });
  });

  it("takes a single day, and a quarter", async () => {
    await expect(
      getUsage({ tenant, from: "2026-11-21", to: "2026-11-21" }, services()),
    ).resolves.toMatchObject({ days: [] });
    await expect(
      getUsage({ tenant, from: "2026-08-22", to: "2026-11-21" }, services()),
    ).resolves.toMatchObject({ days: [] });
  });
});
