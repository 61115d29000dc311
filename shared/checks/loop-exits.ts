import type { AnyNode } from "acorn";
import type { AnalysedCode } from "./check-subject.ts";
import { isTruthy, knownValue } from "./known-value.ts";
import { isFunction, type NodeOf } from "./syntax-tree.ts";

export type Loop = NodeOf<"WhileStatement" | "DoWhileStatement" | "ForStatement">;

/** Whether anything inside a loop can leave it, or hands control to whoever drives a generator. */
export const canBeLeft = (loop: Loop, code: AnalysedCode): boolean =>
  exitsOf(code).some((exit) => leaves(exit, loop, code));

const exitsOf = ({ ofType }: AnalysedCode): AnyNode[] => [
  ...ofType("BreakStatement"),
  ...ofType("ContinueStatement"),
  ...ofType("ReturnStatement"),
  ...ofType("ThrowStatement"),
  ...ofType("YieldExpression"),
];

const leaves = (exit: AnyNode, loop: Loop, code: AnalysedCode): boolean => {
  if (exit.start < loop.start || exit.end > loop.end) return false;
  const ancestors = code.ancestorsOf(exit);
  const index = ancestors.indexOf(loop);
  if (index === -1) return false;
  const between = ancestors.slice(0, index);
  if (between.some(isFunction) || isNeverReached(exit, between, code)) return false;
  switch (exit.type) {
    case "BreakStatement":
      if (exit.label) return labelsAround(ancestors.slice(index)).includes(exit.label.name);
      return !between.some(({ type }) => /^(?:For|While|DoWhile|Switch)/.test(type));
    case "ContinueStatement":
      // The label of the loop itself only begins its next turn.
      return exit.label
        ? labelsAround(outside(ancestors.slice(index + 1))).includes(exit.label.name)
        : false;
    case "ThrowStatement":
      return !isCaught([exit, ...between]);
    default:
      return true;
  }
};

const labelsAround = (ancestors: readonly AnyNode[]): string[] =>
  ancestors.flatMap((node) => (node.type === "LabeledStatement" ? [node.label.name] : []));

/** Without the labels that stand directly before the loop. */
const outside = (ancestors: readonly AnyNode[]): AnyNode[] => {
  const first = ancestors.findIndex(({ type }) => type !== "LabeledStatement");
  return first === -1 ? [] : ancestors.slice(first);
};

/** Whether an error is caught before it leaves: the chain begins with what throws. */
const isCaught = (chain: readonly AnyNode[]): boolean =>
  chain.some((node, index) => {
    const inner = chain[index - 1];
    return node.type === "TryStatement" && node.handler != null && node.block === inner;
  });

/** Inside of a branch whose condition is constantly false. */
const isNeverReached = (exit: AnyNode, between: readonly AnyNode[], code: AnalysedCode): boolean =>
  between.some((node, index) => {
    if (node.type !== "IfStatement") return false;
    const inner = between[index - 1] ?? exit;
    const test = inner === node.consequent ? knownValue(node.test, code) : undefined;
    return test !== undefined && !isTruthy(test);
  });
