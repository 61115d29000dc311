import type { EvalCase, Outcome } from "../eval-case.ts";
import { judgeCase } from "./judge-case.ts";
import type { Purse } from "./purse.ts";
import { type CaseRun, type RunServices, runCase } from "./run-case.ts";

/** One line of the report: a case that was run once. */
export interface CaseResult {
  readonly id: string;
  readonly tags: readonly string[];
  readonly isHostile: boolean;
  readonly outcome: Outcome;
  /** What the engine says: the node's own tests passed. */
  readonly proven: boolean;
  /** What the user meant: the case's tests passed; of a hostile request: that it ended well. */
  readonly right: boolean;
  readonly passed: number;
  readonly of: number;
  readonly attempts: number;
  readonly tokens: number;
  readonly costUsd: number | null;
  readonly timeMs: number;
  readonly why?: string;
}

export interface RunPlan {
  readonly cases: readonly EvalCase[];
  readonly repeat: number;
  /** Cases under way at the same time. */
  readonly concurrency: number;
}

/** Runs each case so many times, some at the same time; the results are in the order of the cases. */
export async function runCases(
  { cases, repeat, concurrency }: RunPlan,
  services: RunServices & {
    readonly purse: Pick<Purse, "isEmpty">;
    readonly onResult: (result: CaseResult) => void;
  },
): Promise<CaseResult[]> {
  const due = cases.flatMap((evalCase) => Array.from({ length: repeat }, () => evalCase));
  const results: CaseResult[] = [];
  let next = 0;
  const work = async () => {
    for (let place = next++; place < due.length; place = next++) {
      const evalCase = due[place];
      if (evalCase === undefined) return;
      const result = services.purse.isEmpty
        ? resultOf(evalCase, leftOut)
        : await runOne(evalCase, services);
      results[place] = result;
      services.onResult(result);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, work));
  return results;
}

async function runOne(evalCase: EvalCase, services: RunServices): Promise<CaseResult> {
  const run = await runCase(evalCase, services);
  if (run.outcome === "not_run") return resultOf(evalCase, run);
  return resultOf(evalCase, run, await judgeCase(evalCase, run, services));
}

const leftOut: CaseRun = {
  outcome: "not_run",
  content: undefined,
  error: undefined,
  attempts: 0,
  tokens: 0,
  costUsd: 0,
  timeMs: 0,
  system: undefined,
};

function resultOf(
  { id, tags, tests, hostile }: EvalCase,
  { outcome, attempts, tokens, costUsd, timeMs }: CaseRun,
  judgement: Pick<CaseResult, "right" | "passed" | "of" | "why"> = {
    right: false,
    passed: 0,
    of: tests.length,
    why: "the money of this run was spent",
  },
): CaseResult {
  return {
    id,
    tags,
    isHostile: hostile !== undefined,
    outcome,
    proven: outcome === "first" || outcome === "repaired",
    ...judgement,
    attempts,
    tokens,
    costUsd,
    timeMs,
  };
}
