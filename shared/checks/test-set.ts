import type { Violation } from "#schemas/node.ts";
import type { CheckSubject } from "./check-subject.ts";
import { doubt } from "./finding.ts";

const fewestTests = 3;

/** Enough tests, one of them with bad input; good code is never refused for its tests alone. */
export const checkTestSet = ({ content }: CheckSubject): Violation[] => {
  const { tests } = content;
  const names = tests.map((test) => test.name);
  const repeated = names.find((name, index) => names.indexOf(name) !== index);
  return [
    ...(tests.length < fewestTests
      ? [doubt("too-few-tests", "tests", `There are fewer than ${fewestTests} tests.`)]
      : []),
    ...(tests.some((test) => test.error !== undefined)
      ? []
      : [
          doubt(
            "no-bad-input-test",
            "tests",
            "No test gives the node bad input.",
            "Add a test with `error: { matches }`.",
          ),
        ]),
    ...(repeated === undefined
      ? []
      : [doubt("repeated-test-name", "tests", `Two tests are called ${repeated}.`)]),
  ];
};
