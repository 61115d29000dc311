import type { TenantKey } from "#schemas/identifiers.ts";
import type { DayUsage, Usage } from "#schemas/usage.ts";
import { AppError } from "../app-error.ts";
import type { Clock } from "../clock.ts";
import { type Day, daysBefore, daysBetween, today } from "../day.ts";
import type { UsageStore } from "./usage-store.ts";

/** What is shown where the caller names no beginning. */
const usualDays = 30;

/** A quarter: one query reads it. */
export const mostDays = 92;

export interface UsageInput {
  readonly tenant: TenantKey;
  readonly from?: Day | undefined;
  readonly to?: Day | undefined;
}

/**
 * What a tenant used, day by day and in all.
 * @throws AppError `invalid_request` for a range that ends before it begins or is too long
 */
export async function getUsage(
  { tenant, ...asked }: UsageInput,
  services: { usage: Pick<UsageStore, "days">; clock: Clock; dailyBudgetUsd: number },
): Promise<Usage> {
  const to = asked.to ?? today(services.clock);
  const from = asked.from ?? daysBefore(new Date(to), usualDays - 1);
  const length = daysBetween(from, to);
  if (length < 1) throw badRange("query.from", `${from} is after ${to}`);
  if (length > mostDays) throw badRange("query.from", `at most ${mostDays} days are told at once`);
  const days = await services.usage.days(tenant, { from, to });
  return {
    from,
    to,
    daily_budget_usd: services.dailyBudgetUsd,
    days: [...days],
    total: totalOf(days),
  };
}

const badRange = (path: string, message: string) =>
  new AppError("invalid_request", `The request is not valid: ${path}: ${message}.`, {
    errors: [{ path, code: "invalid_range", message }],
  });

const nothing: Usage["total"] = {
  generations: { succeeded: 0, failed: 0, cancelled: 0 },
  tokens: { input: 0, cached: 0, output: 0, reasoning: 0 },
  cost_usd: 0,
  reserved_usd: 0,
  unknown_calls: 0,
  sandbox: { runs: 0, cpu_ms: 0 },
};

const totalOf = (days: readonly DayUsage[]): Usage["total"] => days.reduce(sum, nothing);

const sum = (total: Usage["total"], day: DayUsage): Usage["total"] => ({
  generations: {
    succeeded: total.generations.succeeded + day.generations.succeeded,
    failed: total.generations.failed + day.generations.failed,
    cancelled: total.generations.cancelled + day.generations.cancelled,
  },
  tokens: {
    input: total.tokens.input + day.tokens.input,
    cached: total.tokens.cached + day.tokens.cached,
    output: total.tokens.output + day.tokens.output,
    reasoning: total.tokens.reasoning + day.tokens.reasoning,
  },
  cost_usd: addMoney(total.cost_usd, day.cost_usd),
  reserved_usd: addMoney(total.reserved_usd, day.reserved_usd),
  unknown_calls: total.unknown_calls + day.unknown_calls,
  sandbox: {
    runs: total.sandbox.runs + day.sandbox.runs,
    cpu_ms: total.sandbox.cpu_ms + day.sandbox.cpu_ms,
  },
});

/** In millionths, in which money is kept, so that 0.1 + 0.2 is 0.3. */
const addMoney = (one: number, other: number): number =>
  Math.round((one + other) * 1_000_000) / 1_000_000;
