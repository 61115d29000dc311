import { quantile } from "../quantile.ts";
import { heavyName } from "./plan.ts";
import type { LoadResult } from "./run-load.ts";
import type { Outcome } from "./user.ts";

export interface LoadReport {
  readonly jobs: number;
  readonly seconds: number;
  readonly perMinute: number;
  readonly outcomes: Readonly<Record<string, number>>;
  /** Accepted and never ended. */
  readonly lost: number;
  /** Keys that made two jobs, nodes made by two jobs, and nodes that no job tells of. */
  readonly doubled: number;
  readonly refusals: number;
  readonly modelCalls: number;
  readonly waitMs: Percentiles;
  readonly totalMs: Percentiles;
  /** Of all tenants but the heavy one, where there is one. */
  readonly othersWaitP95Ms: number;
  readonly memoryMb: LoadResult["memoryMb"];
}

interface Percentiles {
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

export function reportOf({
  outcomes,
  seconds,
  nodes,
  modelCalls,
  memoryMb,
}: LoadResult): LoadReport {
  const made = outcomes.flatMap(({ nodeId }) => nodeId ?? []);
  const distinct = new Set(made).size;
  const sentTwice = outcomes.filter(({ doubled }) => doubled).length;
  const words = outcomes.map(({ status, code }) =>
    code === undefined ? status : `${status} ${code}`,
  );
  return {
    jobs: outcomes.length,
    seconds: Math.round(seconds),
    perMinute: Math.round((outcomes.length / seconds) * 60),
    outcomes: Object.fromEntries(
      [...Map.groupBy(words, (word) => word)].map(([word, { length }]) => [word, length]),
    ),
    lost: outcomes.filter(({ status }) => status === "lost").length,
    doubled: sentTwice + (made.length - distinct) + Math.abs(nodes - distinct),
    refusals: outcomes.reduce((sum, { refusals }) => sum + refusals, 0),
    modelCalls,
    waitMs: percentiles(waitsOf(outcomes)),
    totalMs: percentiles(outcomes.map(({ totalMs }) => totalMs)),
    othersWaitP95Ms: percentiles(waitsOf(outcomes.filter(({ tenant }) => tenant !== heavyName)))
      .p95,
    memoryMb,
  };
}

const waitsOf = (outcomes: readonly Outcome[]): number[] =>
  outcomes.flatMap(({ waitMs }) => waitMs ?? []);

const percentiles = (values: readonly number[]): Percentiles => ({
  p50: quantile(values, 0.5),
  p95: quantile(values, 0.95),
  p99: quantile(values, 0.99),
});
