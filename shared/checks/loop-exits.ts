import type { AnyNode } from "acorn";
import type { AnalysedCode } from "./check-subject.ts";
import { constantOf, definitionOf } from "./code-scopes.ts";
import { isTruthy, knownValue } from "./known-value.ts";
import { oncePerTree } from "./once-per-tree.ts";
import { isFunction, type NodeOf } from "./syntax-tree.ts";

export type Loop = NodeOf<"WhileStatement" | "DoWhileStatement" | "ForStatement">;

/** Whether anything inside a loop can leave it, or hands control to whoever drives a generator. */
export const canBeLeft = (loop: Loop, code: AnalysedCode): boolean => loopsLeft(code).has(loop);

type Exit = NodeOf<
  | "BreakStatement"
  | "ContinueStatement"
  | "ReturnStatement"
  | "ThrowStatement"
  | "YieldExpression"
  | "CallExpression"
>;

/** Every way out is followed once, so that all of them cost no more than the tree is large. */
const loopsLeft = oncePerTree((code: AnalysedCode): ReadonlySet<AnyNode> => {
  const left = new Set<AnyNode>();
  const passed = new Map<string, Set<AnyNode>>();
  for (const exit of exitsOf(code)) {
    const way = wayOf(exit);
    const before = passed.get(way) ?? new Set();
    passed.set(way, before);
    let at: AnyNode = exit;
    for (let up = code.parentOf(at); up !== undefined; up = code.parentOf(at)) {
      if (before.has(at) || isHeld(exit, at, up, code)) break;
      before.add(at);
      if (isLoop(up) && !isNextTurn(exit, up, code)) left.add(up);
      if (isEnd(exit, up, code)) break;
      at = up;
    }
  }
  return left;
});

const exitsOf = (code: AnalysedCode): Exit[] => [
  ...code.ofType("BreakStatement"),
  ...code.ofType("ContinueStatement"),
  ...code.ofType("ReturnStatement"),
  ...code.ofType("ThrowStatement"),
  ...code.ofType("YieldExpression"),
  ...throwingCalls(code),
];

/** Calls of functions of the code that throw somewhere. */
const throwingCalls = (code: AnalysedCode): readonly Exit[] => {
  const throwing = new Set(code.ofType("ThrowStatement").map(code.functionAround));
  return code.ofType("CallExpression").filter(({ callee }) => {
    const variable = code.scopes.variableOf(callee);
    const called = constantOf(variable) ?? definitionOf(variable)?.node;
    return isFunction(called) && throwing.has(called);
  });
};

/** Exits of the same way go on alike from wherever they meet. */
const wayOf = (exit: Exit): string =>
  "label" in exit && exit.label ? `${exit.type} ${exit.label.name}` : exit.type;

const isLoop = ({ type }: AnyNode): boolean => /^(?:For|While|DoWhile)/.test(type);

/** Whether an exit gets no further than here: it is caught, or never reached at all. */
const isHeld = (exit: Exit, at: AnyNode, up: AnyNode, code: AnalysedCode): boolean => {
  if (isFunction(up)) return true;
  if (up.type === "IfStatement") return up.consequent === at && deadBranches(code).has(up);
  const isCaught = up.type === "TryStatement" && up.handler != null && up.block === at;
  const isThrown = exit.type === "ThrowStatement" || exit.type === "CallExpression";
  return isThrown && isCaught;
};

const deadBranches = oncePerTree(
  (code: AnalysedCode): ReadonlySet<AnyNode> =>
    new Set(
      code.ofType("IfStatement").filter(({ test }) => {
        const value = knownValue(test, code);
        return value !== undefined && !isTruthy(value);
      }),
    ),
);

/** Where a `break` or `continue` has arrived. */
const isEnd = (exit: Exit, up: AnyNode, code: AnalysedCode): boolean => {
  if (exit.type === "BreakStatement") {
    if (exit.label) return up.type === "LabeledStatement" && up.label.name === exit.label.name;
    return isLoop(up) || up.type === "SwitchStatement";
  }
  return exit.type === "ContinueStatement" && isLoop(up) && isNextTurn(exit, up, code);
};

/** Whether an exit only begins the next turn of a loop. */
const isNextTurn = (exit: Exit, loop: AnyNode, code: AnalysedCode): boolean => {
  if (exit.type !== "ContinueStatement") return false;
  return !exit.label || labelsOf(loop, code).includes(exit.label.name);
};

/** The labels that stand directly before a statement. */
const labelsOf = (statement: AnyNode, code: AnalysedCode): string[] => {
  const labels: string[] = [];
  let up = code.parentOf(statement);
  for (; up?.type === "LabeledStatement"; up = code.parentOf(up)) labels.push(up.label.name);
  return labels;
};
