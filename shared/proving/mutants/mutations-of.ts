import type { AnyNode } from "acorn";
import { isFunction } from "../../checks/syntax-tree.ts";

/** A node of the syntax tree, and what it stands in, outermost first. */
export interface MutableNode {
  readonly node: AnyNode;
  readonly ancestors: readonly AnyNode[];
}

/** One small change of code: what stands from `start` to `end` becomes `text`. */
export interface Mutation {
  readonly kind: MutationKind;
  readonly start: number;
  readonly end: number;
  readonly text: string;
  readonly line: number;
  /** For a reader: `< became <=`. */
  readonly what: string;
}

export type MutationKind = "operator" | "constant" | "branch" | "return" | "call";

const operators: Readonly<Record<string, string>> = {
  "<": "<=",
  "<=": "<",
  ">": ">=",
  ">=": ">",
  "===": "!==",
  "!==": "===",
  "==": "!=",
  "!=": "==",
  "+": "-",
  "-": "+",
  "*": "/",
  "/": "*",
  "%": "*",
  "&&": "||",
  "||": "&&",
  "??": "&&",
  "&": "|",
  "|": "&",
  "<<": ">>",
  ">>": "<<",
};

/** Methods without which the value still has the same type, so that the code runs on. */
const droppable = new Set([
  "trim",
  "trimStart",
  "trimEnd",
  "toLowerCase",
  "toUpperCase",
  "normalize",
  "sort",
  "toSorted",
  "reverse",
  "toReversed",
  "filter",
  "slice",
]);

/** The mutations of one node of a syntax tree; none for what no output of a test can show. */
export const mutationsOf = (parsed: MutableNode, code: string): Mutation[] => {
  if (isNeverShown(parsed)) return [];
  const { node } = parsed;
  switch (node.type) {
    case "BinaryExpression":
    case "LogicalExpression":
      return operatorMutation(node, code);
    case "UnaryExpression":
      return node.operator === "!" || node.operator === "-"
        ? [mutation(node, "operator", textOf(node.argument, code), `${node.operator} was dropped`)]
        : [];
    case "Literal":
      return constantMutation(parsed, code);
    case "IfStatement":
    case "ConditionalExpression":
      return branchMutations(node.test);
    case "ReturnStatement":
      return returnMutation(node);
    case "CallExpression":
      return callMutation(node, code);
    default:
      return [];
  }
};

const textOf = (node: AnyNode, code: string): string => code.slice(node.start, node.end);

const mutation = (node: AnyNode, kind: MutationKind, text: string, what: string): Mutation => ({
  kind,
  start: node.start,
  end: node.end,
  text,
  line: node.loc?.start.line ?? 1,
  what,
});

type Operation = Extract<AnyNode, { type: "BinaryExpression" | "LogicalExpression" }>;

function operatorMutation(node: Operation, code: string): Mutation[] {
  const other = operators[node.operator];
  if (other === undefined) return [];
  // `??` may not stand beside `&&` without parentheses, so each side and the whole get their own.
  const text = `((${textOf(node.left, code)}) ${other} (${textOf(node.right, code)}))`;
  return [mutation(node, "operator", text, `${node.operator} became ${other}`)];
}

type Constant = Extract<AnyNode, { type: "Literal" }>;

function constantMutation({ node, ancestors }: MutableNode, code: string): Mutation[] {
  if (isPropertyName(node, ancestors.at(-1))) return [];
  const { value } = node as Constant;
  const changed = changedConstant(value);
  if (changed === undefined) return [];
  const shown = textOf(node, code).slice(0, 30);
  return [mutation(node, "constant", changed, `${shown} became ${changed}`)];
}

const changedConstant = (value: unknown): string | undefined => {
  if (typeof value === "boolean") return String(!value);
  if (typeof value === "number") return String(value + 1);
  return typeof value === "string" && value !== "" ? '""' : undefined;
};

/** A name, not a value: what it stands for would not be there any more. */
const isPropertyName = (node: AnyNode, parent: AnyNode | undefined): boolean =>
  (parent?.type === "Property" && parent.key === node) || parent?.type === "ExpressionStatement";

const branchMutations = (test: AnyNode): Mutation[] =>
  [true, false].map((way) => mutation(test, "branch", String(way), `the condition became ${way}`));

function returnMutation(node: Extract<AnyNode, { type: "ReturnStatement" }>): Mutation[] {
  if (!node.argument) return [];
  return [mutation(node.argument, "return", "({})", "what is returned became {}")];
}

function callMutation(
  node: Extract<AnyNode, { type: "CallExpression" }>,
  code: string,
): Mutation[] {
  const { callee } = node;
  if (callee.type !== "MemberExpression" || callee.property.type !== "Identifier") return [];
  const { name } = callee.property;
  if (callee.computed || !droppable.has(name)) return [];
  // Without arguments it only copies a list.
  if (name === "slice" && node.arguments.length === 0) return [];
  return [mutation(node, "call", textOf(callee.object, code), `.${name}() was dropped`)];
}

/**
 * Words of messages and logs, and how long something waits: tests match a part of a message at
 * most, and their time is not the clock's. A function inside of it is looked at for itself.
 */
const isNeverShown = ({ node, ancestors }: MutableNode): boolean =>
  [...ancestors.slice(ancestors.findLastIndex(isFunction) + 1), node].some((one) => {
    if (one.type === "NewExpression") {
      return one.callee.type === "Identifier" && one.callee.name.endsWith("Error");
    }
    return one.type === "ThrowStatement" || (one.type === "CallExpression" && isLogOrWait(one));
  });

const waits = new Set(["setTimeout", "setInterval"]);

const isLogOrWait = ({ callee }: Extract<AnyNode, { type: "CallExpression" }>): boolean => {
  if (callee.type === "Identifier") return callee.name === "log" || waits.has(callee.name);
  if (callee.type !== "MemberExpression" || callee.object.type !== "Identifier") return false;
  if (callee.property.type !== "Identifier") return false;
  const { object, property } = callee;
  return (
    object.name === "console" ||
    (object.name === "ctx" && property.name === "log") ||
    (object.name === "AbortSignal" && property.name === "timeout")
  );
};
