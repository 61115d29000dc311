import type { AnyNode, Expression } from "acorn";
import type { Violation } from "#schemas/node.ts";
import type { CheckSubject } from "./check-subject.ts";
import { fault, place } from "./finding.ts";
import type { ParsedNode } from "./parse-code.ts";

/** Loops whose condition is constantly true and that nothing inside them ever leaves. */
export const checkEndlessLoops = ({ code }: CheckSubject): Violation[] => {
  if (code === undefined) return [];
  const exits = code.nodes.filter(({ node }) => isExit(node));
  return code.nodes
    .filter(({ node }) => isConstantLoop(node))
    .filter(({ node }) => !exits.some((exit) => leaves(exit, node)))
    .map(({ node }) =>
      fault("endless-loop", place(node), "This loop never ends.", "Give it a bound or a way out."),
    );
};

const isExit = ({ type }: AnyNode): boolean =>
  type === "BreakStatement" || type === "ReturnStatement" || type === "ThrowStatement";

const isConstantLoop = (node: AnyNode): boolean => {
  if (node.type === "ForStatement") return !node.test || isTruthy(node.test);
  const isWhile = node.type === "WhileStatement" || node.type === "DoWhileStatement";
  return isWhile && isTruthy(node.test);
};

const isTruthy = (node: Expression): boolean => {
  if (node.type === "Literal") return Boolean(node.value);
  if (node.type === "ArrayExpression" || node.type === "ObjectExpression") return true;
  if (node.type !== "UnaryExpression" || node.operator !== "!") return false;
  return node.argument.type === "Literal" && !node.argument.value;
};

/** Whether an exit inside a loop leaves that very loop. */
const leaves = ({ node, ancestors }: ParsedNode, loop: AnyNode): boolean => {
  const index = ancestors.indexOf(loop);
  if (index === -1) return false;
  const between = ancestors.slice(index + 1);
  if (between.some(({ type }) => type.includes("Function"))) return false;
  if (node.type !== "BreakStatement" || node.label) return true;
  return !between.some(({ type }) => /^(?:For|While|DoWhile|Switch)/.test(type));
};
