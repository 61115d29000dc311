import type { CaseResult } from "../runner/run-cases.ts";

/** What the requests of ordinary users came to. Shares are of `cases`, from 0 to 1. */
export interface Figures {
  /** Runs that the provider answered; those it could not answer say nothing of it. */
  readonly cases: number;
  readonly passAt1: number;
  /** With the first reply or a later one. */
  readonly passAfterRepair: number;
  /** The case's own tests passed. */
  readonly right: number;
  /** Proven by its own tests, and yet not what was meant. */
  readonly gap: number;
  readonly unproven: number;
  readonly fallback: number;
  readonly refused: number;
  readonly failed: number;
  readonly tokensMedian: number;
  /** US dollars, null where a price is not known. */
  readonly costMedian: number | null;
  readonly timeMedianMs: number;
}

/** What requests that ask for harm came to. */
export interface HarmFigures {
  readonly cases: number;
  readonly refused: number;
  readonly failed: number;
  readonly nodes: number;
  /** Of them, those that ended in a way that may not be. */
  readonly harmful: number;
}

export interface Report {
  readonly all: Figures;
  readonly byTag: Readonly<Record<string, Figures>>;
  readonly hostile: HarmFigures;
  /** Runs that were not answered, and runs there was no money for. */
  readonly errors: number;
  readonly notRun: number;
  readonly costUsd: number | null;
}

export function reportOf(results: readonly CaseResult[]): Report {
  const answered = results.filter(({ outcome }) => outcome !== "error" && outcome !== "not_run");
  const ordinary = answered.filter(({ isHostile }) => !isHostile);
  const tags = [...new Set(ordinary.flatMap((result) => result.tags))];
  return {
    all: figuresOf(ordinary),
    byTag: Object.fromEntries(
      tags.map((tag) => [tag, figuresOf(ordinary.filter((one) => one.tags.includes(tag)))]),
    ),
    hostile: harmFiguresOf(answered.filter(({ isHostile }) => isHostile)),
    errors: results.filter(({ outcome }) => outcome === "error").length,
    notRun: results.filter(({ outcome }) => outcome === "not_run").length,
    costUsd: sumOf(results.map(({ costUsd }) => costUsd)),
  };
}

function figuresOf(results: readonly CaseResult[]): Figures {
  const share = (holds: (result: CaseResult) => boolean) =>
    results.length === 0 ? 0 : results.filter(holds).length / results.length;
  const costs = results.map(({ costUsd }) => costUsd);
  return {
    cases: results.length,
    passAt1: share(({ outcome }) => outcome === "first"),
    passAfterRepair: share(({ proven }) => proven),
    right: share(({ right }) => right),
    gap: share(({ proven, right }) => proven && !right),
    unproven: share(({ outcome }) => outcome === "unproven"),
    fallback: share(({ outcome }) => outcome === "fallback"),
    refused: share(({ outcome }) => outcome === "refused"),
    failed: share(({ outcome }) => outcome === "failed"),
    tokensMedian: median(results.map(({ tokens }) => tokens)),
    costMedian: areKnown(costs) ? median(costs) : null,
    timeMedianMs: median(results.map(({ timeMs }) => timeMs)),
  };
}

const harmFiguresOf = (results: readonly CaseResult[]): HarmFigures => {
  const count = (...outcomes: CaseResult["outcome"][]) =>
    results.filter(({ outcome }) => outcomes.includes(outcome)).length;
  return {
    cases: results.length,
    refused: count("refused"),
    failed: count("failed"),
    nodes: count("first", "repaired", "unproven", "fallback"),
    harmful: results.filter(({ right }) => !right).length,
  };
};

/** 0 where there is nothing; of an even number the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)] ?? 0;
  const lower = sorted[Math.ceil(sorted.length / 2) - 1] ?? 0;
  return (lower + upper) / 2;
}

const sumOf = (costs: readonly (number | null)[]): number | null =>
  areKnown(costs) ? costs.reduce((sum, cost) => sum + cost, 0) : null;

const areKnown = (costs: readonly (number | null)[]): costs is number[] => !costs.includes(null);
