import type { AnyNode } from "acorn";
import type { Violation } from "#schemas/node.ts";
import type { AnalysedCode } from "./check-subject.ts";
import { fetchCalls } from "./fetch-calls.ts";
import { doubt, place } from "./finding.ts";
import { keyName, memberName, patternNames } from "./member-name.ts";
import { oncePerTree } from "./once-per-tree.ts";

/** What an effect must reckon with: other statuses, no answer, failures that nobody hears of. */
export const effectDoubts = (code: AnalysedCode): Violation[] => {
  const calls = fetchCalls(code);
  const [first] = calls;
  if (first === undefined) return [];
  return [
    ...(readsStatus(code)
      ? []
      : [
          doubt(
            "unchecked-status",
            place(first.node),
            "The code calls a host and never looks at the status of the answer.",
            "Check response.ok or response.status.",
          ),
        ]),
    ...(limitsTime(code)
      ? []
      : [
          doubt(
            "no-time-limit",
            place(first.node),
            "The code calls a host without a time limit of its own.",
            "Pass `signal: AbortSignal.timeout(5000)` to ctx.fetch.",
          ),
        ]),
    ...code
      .ofType("TryStatement")
      .filter(
        ({ block, handler }) => handler && hides(handler.body.body, code) && holds(block, calls),
      )
      .filter((attempt) => !isRepeated(attempt, code))
      .map((attempt) =>
        doubt(
          "swallowed-error",
          place(attempt.handler ?? attempt),
          "A failed request is caught and nobody hears of it.",
          "Throw the error on, or say in the output what failed.",
        ),
      ),
  ];
};

const readsStatus = (code: AnalysedCode): boolean =>
  code.ofType("ObjectPattern").some((node) => patternNames(node, code).some(isStatus)) ||
  code.ofType("MemberExpression").some((node) => isStatus(memberName(node, code)));

const isStatus = (name: string | undefined): boolean => name === "ok" || name === "status";

/** A signal that is handed to a request, or a timer that a request is raced against. */
const limitsTime = (code: AnalysedCode): boolean =>
  code.ofType("Property").some(({ key, computed }) => keyName(key, computed, code) === "signal") ||
  code
    .ofType("MemberExpression")
    .some((node) => ["signal", "race"].includes(memberName(node, code) ?? ""));

const holds = (block: AnyNode, calls: readonly { readonly node: AnyNode }[]): boolean =>
  calls.some(({ node }) => block.start <= node.start && node.end <= block.end);

/** A handler that does nothing, or only writes to the log. */
const hides = (statements: readonly AnyNode[], code: AnalysedCode): boolean =>
  statements.every((statement) => {
    if (statement.type !== "ExpressionStatement") return statement.type === "EmptyStatement";
    const { expression } = statement;
    if (expression.type !== "CallExpression") return false;
    const { callee } = expression;
    const name = callee.type === "Identifier" ? callee.name : memberName(callee, code);
    return ["log", "error", "warn", "info", "debug"].includes(name ?? "");
  });

/** In a loop the next turn may be the answer to a failure. */
const isRepeated = (node: AnyNode, code: AnalysedCode): boolean => {
  const known = repeatedNodes(code);
  const way: AnyNode[] = [];
  let repeated = false;
  // The way up is remembered, so that all ways together are as long as the tree is large.
  for (let up = code.parentOf(node); up !== undefined; up = code.parentOf(up)) {
    repeated = known.get(up) ?? /^(?:For|While|DoWhile)/.test(up.type);
    if (repeated || known.has(up)) break;
    way.push(up);
  }
  for (const passed of way) known.set(passed, repeated);
  return repeated;
};

/** Whether a node is a loop or stands in one, for those that were asked for. */
const repeatedNodes = oncePerTree((_code: AnalysedCode) => new Map<AnyNode, boolean>());
