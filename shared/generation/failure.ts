import type { JobError } from "#schemas/job.ts";
import { detailsOf } from "../nodes/violation-details.ts";
import { failedTests } from "./attempt.ts";
import type { GenerationTask } from "./generation-task.ts";
import type { Tried } from "./make-attempts.ts";

export const refused: JobError = {
  code: "request_refused",
  detail: "The language model refused the request. Say differently what the node should do.",
};

/** Why no attempt could be stored: every violation and failed test of the last one. */
export function failureOf({ attempts, stopped }: Tried, task: GenerationTask): JobError {
  const last = attempts.at(-1);
  const violations = detailsOf(last?.violations ?? []);
  const tests = (last === undefined ? [] : failedTests(last)).map((test) => ({
    path: `tests.${test.name}`,
    code: "test-failed",
    message: (test.message ?? "the test failed").slice(0, 2_000),
  }));
  const tries = attempts.length === 1 ? "1 attempt" : `${attempts.length} attempts`;
  const sentences = [
    `No correct ${task.current === undefined ? "node" : "version"} came of ${tries}.`,
    ...(last === undefined ? [] : ["The errors are those of the last one."]),
    ...(stopped === undefined ? [] : [stopped]),
    ...(task.current === undefined ? [] : ["The node stays as it is."]),
  ];
  return {
    code: "generation_failed",
    detail: sentences.join(" "),
    errors: [...violations, ...tests].slice(0, 50),
  };
}
