import type { JobError } from "#schemas/job.ts";
import type { Violation } from "#schemas/node.ts";
import { detailsOf } from "../nodes/violation-details.ts";
import { type Attempt, failedTests } from "./attempt.ts";
import type { GenerationTask } from "./generation-task.ts";
import type { Tried } from "./make-attempts.ts";

export const refused: JobError = {
  code: "request_refused",
  detail: "The language model refused the request. Say differently what the node should do.",
};

/** A refinement whose reply is the node as it was. */
export const unchanged: JobError = {
  code: "generation_failed",
  detail:
    "The model changed nothing: its reply is the node as it is. Say more exactly what should be different. The node stays as it is.",
};

const tries = ({ length }: readonly Attempt[]): string =>
  length === 1 ? "1 attempt" : `${length} attempts`;

const errorsOf = ({ violations }: Attempt): readonly Violation[] =>
  violations.filter(({ severity }) => severity === "error");

/** Why something else stands in for a node that was asked for. */
export function reasonOf({ attempts, fault, stopped = "" }: Tried): string {
  if (fault !== undefined) return fault.message;
  const last = attempts.at(-1);
  const tried =
    last === undefined ? "" : `No correct node came of ${tries(attempts)} (${faultOf(last)}).`;
  return `${tried} ${stopped}`.trim().slice(0, 2_000);
}

function faultOf(attempt: Attempt): string {
  const [error] = errorsOf(attempt);
  if (error !== undefined) return `${error.rule}: ${error.message}`;
  const failed = failedTests(attempt);
  const [first] = failed;
  const counted = failed.length === 1 ? "1 test failed" : `${failed.length} tests failed`;
  return first === undefined ? "it was not proven" : `${counted}: ${first.name}`;
}

/**
 * Why no attempt could be stored: of the last one every error, then every failed test, then what it
 * was warned of, since a list that is too long loses its end.
 */
export function failureOf({ attempts, stopped }: Tried, task: GenerationTask): JobError {
  const last = attempts.at(-1);
  const errors = last === undefined ? [] : errorsOf(last);
  const warnings = (last?.violations ?? []).filter((violation) => !errors.includes(violation));
  const tests = (last === undefined ? [] : failedTests(last)).map((test) => ({
    path: `tests.${test.name}`,
    code: "test-failed",
    message: (test.message ?? "the test failed").slice(0, 2_000),
  }));
  const made = task.current === undefined ? "node" : "version";
  const sentences = [
    ...(last === undefined
      ? []
      : [
          `No correct ${made} came of ${tries(attempts)}.`,
          "The errors are those of the last one.",
        ]),
    ...(stopped === undefined ? [] : [stopped]),
    ...(task.current === undefined ? [] : ["The node stays as it is."]),
    ...(task.current === undefined && (task.context.fallback ?? "partial") === "partial"
      ? ['No stored pattern is near; `context.fallback: "template"` gives a skeleton.']
      : []),
  ];
  return {
    code: "generation_failed",
    detail: sentences.join(" "),
    errors: [...detailsOf(errors), ...tests, ...detailsOf(warnings)].slice(0, 50),
  };
}
