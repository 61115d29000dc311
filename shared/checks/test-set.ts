import type { Violation } from "#schemas/node.ts";
import { inputSizeFault } from "#shared/proving/limits-of.ts";
import type { CheckSubject } from "./check-subject.ts";
import { fetchCalls } from "./fetch-calls.ts";
import { doubt, fault } from "./finding.ts";

const fewestTests = 3;

/** Enough tests, one of them with bad input; good code is not refused for having too few. */
export const checkTestSet = (subject: CheckSubject): Violation[] => {
  const { tests } = subject.content;
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
    ...scriptFindings(subject),
    ...inputFindings(subject),
  ];
};

const scriptFindings = ({ content: { tests }, code }: CheckSubject): Violation[] => {
  const isScripted = tests.some(({ http = [] }) => http.length > 0);
  if (code === undefined || isScripted || fetchCalls(code).length === 0) return [];
  return [
    doubt(
      "no-http-script",
      "tests",
      "The code calls ctx.fetch, but no test scripts a request, and none leaves while tests run.",
      "Give a test an `http` list of the requests and their replies.",
    ),
  ];
};

const inputFindings = ({ content: { tests } }: CheckSubject): Violation[] =>
  tests.flatMap(({ inputs }, index) => {
    const what = inputSizeFault(inputs);
    return what === undefined ? [] : [fault("large-test-inputs", `tests[${index}].inputs`, what)];
  });
