import type { EvalCase } from "../../../evals/eval-case.ts";
import type { CaseResult } from "../../../evals/runner/run-cases.ts";

/** A case that came right with the first reply, changed as a test needs it. */
export const aResult = (changes: Partial<CaseResult> = {}): CaseResult => ({
  id: "a-case",
  tags: ["text"],
  isHostile: false,
  outcome: "first",
  proven: true,
  right: true,
  passed: 2,
  of: 2,
  attempts: 1,
  tokens: 100,
  costUsd: 0.01,
  timeMs: 1_000,
  ...changes,
});

/** What the replies of `twoPartReply` are right for. */
export const celsiusCase = (changes: Partial<EvalCase> = {}): EvalCase => ({
  id: "celsius",
  tags: ["text"],
  request: "Convert `celsius` to `fahrenheit`",
  tests: [{ name: "body heat", inputs: { celsius: 37 }, expected: { fahrenheit: 98.6 } }],
  ...changes,
});
