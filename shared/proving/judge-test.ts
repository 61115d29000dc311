import type { JsonValue } from "#schemas/json.ts";
import type { NodeContent, NodeTest, TestResult, Violation } from "#schemas/node.ts";
import { httpScriptErrorName, type RunReply } from "#schemas/sandbox.ts";
import { checkOutput } from "./check-output.ts";
import { describeDifference } from "./describe-difference.ts";
import { jsonDifference } from "./json-difference.ts";
import { matchesError } from "./matches-error.ts";

export interface JudgedTest {
  readonly result: TestResult;
  /** Where the output does not fit `output_schema`. */
  readonly violations: Violation[];
}

/** Longer values are kept as the beginning of their text. */
const mostText = 4_000;

/** What one run shows about one test. */
export const judgeTest = (
  content: Pick<NodeContent, "output_schema">,
  test: NodeTest,
  reply: RunReply,
): JudgedTest => {
  const base = { name: test.name, duration_ms: reply.stats.wall_ms };
  if (reply.status === "not_run") {
    const message = "The time for all tests was over before this one.";
    return { result: { ...base, outcome: "not_run", message }, violations: [] };
  }
  const output = reply.status === "success" ? reply.output : undefined;
  const violations = output === undefined ? [] : checkOutput(content, output);
  const failure = failureOf(test, reply, violations);
  if (failure === undefined) return { result: { ...base, outcome: "passed" }, violations };
  const shown = {
    ...(test.expected === undefined ? {} : { expected: bounded(test.expected) }),
    ...(output === undefined ? {} : { actual: bounded(output) }),
  };
  const message = failure.slice(0, mostText);
  return { result: { ...base, outcome: "failed", ...shown, message }, violations };
};

const failureOf = (
  test: NodeTest,
  reply: RunReply,
  violations: readonly Violation[],
): string | undefined =>
  scriptFailure(test, reply) ??
  (test.error === undefined
    ? outputFailure(test, reply, violations)
    : errorFailure(test.error.matches, reply)) ??
  unusedFailure(reply);

const needsScript =
  "No request leaves while tests run: give the test an `http` script with each request the node " +
  "makes and its reply.";

const scriptFailure = ({ http = [] }: NodeTest, reply: RunReply): string | undefined => {
  if (reply.error?.name !== httpScriptErrorName) return undefined;
  const failure = describeFailure(reply);
  return http.length === 0 ? `${failure} ${needsScript}` : failure;
};

const errorFailure = (matches: string, reply: RunReply): string | undefined => {
  if (reply.status === "success") return `An error matching ${quote(matches)} was expected.`;
  if (reply.status !== "error") return describeFailure(reply);
  if (matchesError(matches, reply.error?.message ?? "")) return undefined;
  return `${describeFailure(reply)} It does not match ${quote(matches)}.`;
};

const outputFailure = (
  test: NodeTest,
  reply: RunReply,
  violations: readonly Violation[],
): string | undefined => {
  if (reply.status !== "success" || reply.output === undefined) return describeFailure(reply);
  if (violations.length > 0) {
    const faults = violations.slice(0, 5).map(({ message }) => message);
    return `The output does not fit output_schema: ${faults.join("; ")}.`;
  }
  if (test.expected !== undefined) return differenceFailure(test.expected, reply.output);
  return assertionFailure(test.assertions ?? [], reply);
};

const differenceFailure = (expected: JsonValue, actual: JsonValue): string | undefined => {
  const difference = jsonDifference(expected, actual, "output");
  return difference === undefined ? undefined : describeDifference(difference);
};

const assertionFailure = (assertions: readonly string[], reply: RunReply): string | undefined => {
  const index = assertions.findIndex((_, place) => reply.assertions?.[place]?.held !== true);
  if (index === -1) return undefined;
  const reason = reply.assertions?.[index]?.message;
  return `This does not hold: ${assertions[index]}${reason === undefined ? "" : ` (${reason})`}`;
};

const unusedFailure = ({ unused_http: unused = 0 }: RunReply): string | undefined =>
  unused > 0 ? `${unused} of the scripted requests were never made.` : undefined;

const failures: Readonly<Record<RunReply["status"], string>> = {
  success: "The node gave no output.",
  error: "The node threw",
  invalid_output: "The output is no plain JSON object",
  timeout: "The node ran too long",
  memory: "The node used too much memory",
  refused: "The node asked for what it may not have",
  compile_error: "The code does not compile",
  not_run: "The node was not run",
};

/** How a run ended, with the node's own message and place. */
export const describeFailure = ({ status, error }: RunReply): string => {
  if (error === undefined) return failures[status];
  const place = error.line === undefined ? "" : ` (line ${error.line}:${error.column ?? 1})`;
  return `${failures[status]}: ${error.name}: ${error.message}${place}.`;
};

const quote = (text: string): string => JSON.stringify(text);

const bounded = (value: JsonValue): JsonValue => {
  const text = JSON.stringify(value);
  return text.length <= mostText ? value : `${text.slice(0, mostText)}…`;
};
