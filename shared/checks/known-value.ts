import type { AnyNode } from "acorn";
import type { Variable } from "eslint-scope";
import { constantOf, readsOf } from "./code-scopes.ts";
import { oncePerTree } from "./once-per-tree.ts";
import type { CodeTree } from "./parse-code.ts";
import { bounded, boundedList, callGlobal, callMethod, type KnownValue } from "./pure-calls.ts";

/** Constants made of constants could otherwise be doubled until they fill the memory. */
export interface Budget {
  steps: number;
}

export const newBudget = (): Budget => ({ steps: 300 });

/** The value of an expression that is made of constants alone. */
export const knownValue = (
  node: AnyNode,
  tree: CodeTree,
  budget: Budget = newBudget(),
): KnownValue | undefined => {
  budget.steps -= 1;
  if (budget.steps < 0) return undefined;
  const known = (inner: AnyNode): KnownValue | undefined => knownValue(inner, tree, budget);
  switch (node.type) {
    case "Literal":
      return isPrimitive(node.value) ? node.value : undefined;
    case "ParenthesizedExpression":
    case "ChainExpression":
      return known(node.expression);
    case "TemplateLiteral": {
      const inner = allKnown(node.expressions, known);
      return (
        inner &&
        textOf(
          node.quasis.map((quasi) => quasi.value.cooked ?? ""),
          inner,
        )
      );
    }
    case "UnaryExpression": {
      const value = known(node.argument);
      if (value === undefined) return undefined;
      if (node.operator === "!") return !isTruthy(value);
      return node.operator === "-" && typeof value === "number" ? -value : undefined;
    }
    case "BinaryExpression":
      return binary(node.operator, known(node.left), known(node.right));
    case "ConditionalExpression": {
      const test = known(node.test);
      return test === undefined
        ? undefined
        : known(isTruthy(test) ? node.consequent : node.alternate);
    }
    case "ArrayExpression":
      return listOf(node.elements, known);
    case "Identifier": {
      const value = constantOf(tree.scopes.variableOf(node));
      return value && !isChangeable(value) ? knownOnce(value, tree, budget) : undefined;
    }
    case "MemberExpression": {
      const member = constantMember(node, tree, known);
      return member && knownOnce(member, tree, budget);
    }
    case "CallExpression":
      return call(node, tree, known);
    default:
      return undefined;
  }
};

const valuesOf = oncePerTree((_: CodeTree) => new Map<AnyNode, KnownValue | undefined>());

/** What a name stands for is folded once, however many places name it. */
const knownOnce = (node: AnyNode, tree: CodeTree, budget: Budget): KnownValue | undefined => {
  const values = valuesOf(tree);
  if (values.has(node)) return values.get(node);
  const value = knownValue(node, tree, budget);
  if (budget.steps >= 0) values.set(node, value);
  return value;
};

export const isTruthy = (value: KnownValue): boolean => Boolean(value);

type Know = (node: AnyNode) => KnownValue | undefined;

const isPrimitive = (value: unknown): value is string | number | boolean =>
  ["string", "number", "boolean"].includes(typeof value);

const isChangeable = ({ type }: AnyNode): boolean =>
  type === "ArrayExpression" || type === "ObjectExpression";

const allKnown = (nodes: readonly AnyNode[], known: Know): KnownValue[] | undefined => {
  const values: KnownValue[] = [];
  for (const node of nodes) {
    const value = known(node);
    if (value === undefined) return undefined;
    values.push(value);
  }
  return values;
};

const listOf = (elements: readonly (AnyNode | null)[], known: Know): KnownValue | undefined => {
  const written = elements.filter((element) => element !== null);
  if (written.length < elements.length) return undefined;
  const values = allKnown(written, known);
  return values && boundedList(values);
};

const textOf = (texts: readonly string[], values: readonly KnownValue[]): string | undefined =>
  bounded(texts.map((text, index) => `${text}${values[index] ?? ""}`).join(""));

const binary = (
  operator: string,
  left: KnownValue | undefined,
  right: KnownValue | undefined,
): KnownValue | undefined => {
  if (left === undefined || right === undefined) return undefined;
  if (Array.isArray(left) || Array.isArray(right)) return undefined;
  switch (operator) {
    case "+":
      return typeof left === "number" && typeof right === "number"
        ? left + right
        : bounded(`${left}${right}`);
    case "===":
    case "==":
      return left === right;
    case "!==":
    case "!=":
      return left !== right;
    case "<":
      return left < right;
    case ">":
      return left > right;
    default:
      return undefined;
  }
};

type Member = Extract<AnyNode, { type: "MemberExpression" }>;

/** The expression that a member of a constant object or list was written as. */
const constantMember = (node: Member, tree: CodeTree, known: Know): AnyNode | undefined => {
  if (node.object.type !== "Identifier") return undefined;
  const variable = tree.scopes.variableOf(node.object);
  const value = constantOf(variable);
  if (variable === undefined || value === undefined || !isOnlyRead(variable, tree))
    return undefined;
  const key = node.computed ? known(node.property) : nameOf(node.property);
  if (value.type === "ArrayExpression" && typeof key === "number") {
    return value.elements[key] ?? undefined;
  }
  if (value.type !== "ObjectExpression") return undefined;
  const found = value.properties.findLast(
    (property) =>
      property.type === "SpreadElement" ||
      property.computed ||
      nameOf(property.key) === String(key),
  );
  return found?.type === "Property" && !found.computed ? found.value : undefined;
};

const nameOf = (node: AnyNode): string | undefined => {
  if (node.type === "Identifier") return node.name;
  return node.type === "Literal" ? String(node.value) : undefined;
};

/** Each use is looked at for each of them. */
const mostUses = 100;

/** Whether every use of a variable only reads a member, so that its value stays as written. */
const isOnlyRead = (variable: Variable, { parentOf }: CodeTree): boolean =>
  variable.references.length <= mostUses &&
  readsOf(variable).every((use) => {
    const member = parentOf(use);
    if (member?.type !== "MemberExpression" || member.object !== use) return false;
    const around = parentOf(member);
    if (around?.type === "AssignmentExpression") return around.left !== member;
    if (around?.type === "CallExpression") return around.callee !== member;
    if (around?.type === "UnaryExpression") return around.operator !== "delete";
    return around?.type !== "UpdateExpression";
  });

type Call = Extract<AnyNode, { type: "CallExpression" }>;

const call = ({ callee, arguments: given }: Call, tree: CodeTree, known: Know) => {
  if (given.some((argument) => argument.type === "SpreadElement")) return undefined;
  const isGlobal = (node: AnyNode): boolean =>
    node.type === "Identifier" && tree.scopes.variableOf(node) === undefined;
  if (callee.type === "Identifier" && isGlobal(callee)) {
    const values = allKnown(given, known);
    return values && callGlobal(callee.name, values);
  }
  if (callee.type !== "MemberExpression") return undefined;
  const method = callee.computed ? known(callee.property) : nameOf(callee.property);
  if (typeof method !== "string") return undefined;
  if (callee.object.type === "Identifier" && isGlobal(callee.object)) {
    const values = allKnown(given, known);
    return values && callGlobal(`${callee.object.name}.${method}`, values);
  }
  const object = known(callee.object);
  const values = object === undefined ? undefined : allKnown(given, known);
  return object === undefined || values === undefined
    ? undefined
    : callMethod(object, method, values);
};
