import type { GenerationReport } from "#schemas/generation.ts";
import type { TokenUsage } from "#schemas/node.ts";
import type { DayUsage } from "#schemas/usage.ts";
import { type Day, dayOf } from "../day.ts";
import type { JobRecord, ProviderCall, Reservation } from "../jobs/job-record.ts";

export type JobOutcome = keyof DayUsage["generations"];

/** What is entered of a job that has ended. */
export interface Settlement {
  readonly outcome: JobOutcome;
  readonly day: Day;
  /** What was set aside and is given back, and what is spent instead. */
  readonly reservedMicroUsd: number;
  readonly microUsd: number;
  /** False where a price is not known: then what was set aside is spent. */
  readonly priced: boolean;
  readonly tokens: TokenUsage;
  readonly unknownCalls: number;
  readonly sandbox: DayUsage["sandbox"];
}

/** Jobs that were accepted without a reservation are counted on their day all the same. */
export const reservationOf = ({
  reserved,
  created_at,
}: Pick<JobRecord, "created_at"> & {
  readonly reserved?: Reservation | undefined;
}): Reservation => reserved ?? { day: dayOf(new Date(created_at)), microUsd: 0 };

export function settlementOf(
  reservation: Reservation,
  outcome: JobOutcome,
  generation: GenerationReport | undefined,
): Settlement {
  const cost = generation === undefined ? 0 : generation.cost_usd;
  return {
    outcome,
    day: reservation.day,
    reservedMicroUsd: reservation.microUsd,
    microUsd: cost === null ? reservation.microUsd : microUsdOf(cost),
    priced: cost !== null,
    tokens: usageOf(generation),
    unknownCalls: generation?.unknown_calls ?? 0,
    sandbox: generation?.sandbox ?? { runs: 0, cpu_ms: 0 },
  };
}

/** Rounded up; thousandths of a millionth are the noise of sums of fractions. */
export const microUsdOf = (usd: number): number => Math.ceil(Number((usd * 1_000_000).toFixed(3)));

/** Providers that nobody is paid for. */
const unpaid: readonly string[] = ["ollama", "mock"];

export const isUnpaid = (provider: string): boolean => unpaid.includes(provider);

/** The report with a call that was never answered counted in it, at the most it could take. */
export function withUnknownCall(
  report: GenerationReport | undefined,
  { provider, model, tokens, microUsd }: ProviderCall,
): GenerationReport {
  const known = usageOf(report);
  const usage = {
    ...known,
    input: known.input + tokens.input,
    output: known.output + tokens.output,
  };
  const paid = report === undefined ? 0 : report.cost_usd;
  const worst = isUnpaid(provider) ? 0 : microUsd;
  return {
    model_used: report?.model_used ?? model,
    tokens_used: (report?.tokens_used ?? 0) + tokens.input + tokens.output,
    generation_time_ms: report?.generation_time_ms ?? 0,
    cost_usd: paid === null || worst === null ? null : paid + worst / 1_000_000,
    attempts: (report?.attempts ?? 0) + 1,
    usage,
    unknown_calls: (report?.unknown_calls ?? 0) + 1,
    ...(report?.sandbox && { sandbox: report.sandbox }),
  };
}

/** A report without the parts tells their sum only. */
export const usageOf = (report: GenerationReport | undefined): TokenUsage =>
  report?.usage ?? { input: report?.tokens_used ?? 0, cached: 0, output: 0, reasoning: 0 };
