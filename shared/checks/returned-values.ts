import type { AnyNode } from "acorn";
import type { Variable } from "eslint-scope";
import type { AnalysedCode } from "./check-subject.ts";
import { constantOf } from "./code-scopes.ts";
import { keyName, memberName } from "./member-name.ts";
import { oncePerTree } from "./once-per-tree.ts";
import { ownMethods } from "./own-methods.ts";

export interface ReturnedKey {
  readonly name: string;
  readonly node: AnyNode;
}

interface ReturnedValue {
  readonly node: AnyNode;
  readonly value: AnyNode | undefined;
}

/** What `execute` returns, branch by branch; undefined stands for a bare `return`. */
export const returnedValues = (code: AnalysedCode): ReturnedValue[] => {
  const owner = code.execute?.node;
  return code
    .ofType("ReturnStatement")
    .filter((statement) => owner !== undefined && code.functionAround(statement) === owner)
    .flatMap((statement): ReturnedValue[] =>
      statement.argument
        ? branchesOf(statement.argument).map((value) => ({ node: value, value }))
        : [{ node: statement, value: undefined }],
    );
};

const branchesOf = (value: AnyNode): AnyNode[] => {
  switch (value.type) {
    case "ConditionalExpression":
      return [...branchesOf(value.consequent), ...branchesOf(value.alternate)];
    case "LogicalExpression":
      return value.operator === "&&"
        ? branchesOf(value.right)
        : [value.left, value.right].flatMap(branchesOf);
    case "AwaitExpression":
      return branchesOf(value.argument);
    case "SequenceExpression":
      return value.expressions.slice(-1).flatMap(branchesOf);
    default:
      return [value];
  }
};

const neverObjects = new Set([
  ...["Literal", "TemplateLiteral", "ArrayExpression", "BinaryExpression", "UnaryExpression"],
  ...["UpdateExpression", "FunctionExpression", "ArrowFunctionExpression", "ClassExpression"],
]);
/** Methods that give a list or a text whatever they are called on. */
const otherMethods = new Set([
  ...["map", "filter", "flatMap", "sort", "toSorted", "reverse", "split", "join", "slice"],
  ...["trim", "toUpperCase", "toLowerCase", "replace", "replaceAll", "toFixed", "toISOString"],
]);
const otherClasses = new Set(["Map", "Set", "Date", "Array", "String", "Error", "URL", "RegExp"]);
const otherFunctions = new Set([
  ...["JSON.stringify", "Object.keys", "Object.values", "Object.entries", "Array.from"],
  ...["String", "Number", "Boolean", "parseInt", "parseFloat", "btoa", "atob"],
]);

/** Whether a value is surely no plain object: a list, a text, an instance of a built-in class. */
export const isNoObject = (value: AnyNode, code: AnalysedCode): boolean => {
  if (neverObjects.has(value.type)) return true;
  switch (value.type) {
    case "Identifier": {
      if (value.name === "undefined") return true;
      const constant = constantOf(code.scopes.variableOf(value));
      return constant !== undefined && constant.type !== "Identifier" && isNoObject(constant, code);
    }
    case "NewExpression":
      return value.callee.type === "Identifier" && isGlobalIn(otherClasses, value.callee, code);
    case "CallExpression":
      return givesNoObject(value.callee, code);
    default:
      return false;
  }
};

const givesNoObject = (callee: AnyNode, code: AnalysedCode): boolean => {
  if (callee.type === "Identifier") return isGlobalIn(otherFunctions, callee, code);
  if (callee.type !== "MemberExpression") return false;
  const name = memberName(callee, code) ?? "";
  const { object } = callee;
  if (object.type === "Identifier" && otherFunctions.has(`${object.name}.${name}`)) return true;
  // An own class may have a method of such a name.
  return (
    otherMethods.has(name) &&
    !ownMethods(code).has(name) &&
    object.type !== "ThisExpression" &&
    object.type !== "NewExpression" &&
    !isInstance(object, code)
  );
};

const isInstance = (object: AnyNode, code: AnalysedCode): boolean => {
  const constant = constantOf(code.scopes.variableOf(object));
  return constant?.type === "NewExpression" || constant?.type === "ObjectExpression";
};

const isGlobalIn = (names: ReadonlySet<string>, node: AnyNode, code: AnalysedCode): boolean =>
  node.type === "Identifier" && names.has(node.name) && code.scopes.variableOf(node) === undefined;

/** The keys of an object that is returned as it is written, or built up under a name. */
export const keysOf = (value: AnyNode, code: AnalysedCode): readonly ReturnedKey[] => {
  if (value.type === "ObjectExpression") {
    return value.properties.flatMap((property) => {
      if (property.type !== "Property") return [];
      const name = keyName(property.key, property.computed, code);
      return name === undefined ? [] : [{ name, node: property }];
    });
  }
  const variable = code.scopes.variableOf(value);
  if (variable === undefined || constantOf(variable)?.type !== "ObjectExpression") return [];
  const known = keysOfNames(code);
  const keys = known.get(variable) ?? keysUnder(variable, code);
  known.set(variable, keys);
  return keys;
};

const keysOfNames = oncePerTree((_: AnalysedCode) => new Map<Variable, readonly ReturnedKey[]>());

/** The keys that an object is written with, and those added to it later and never taken away. */
const keysUnder = (variable: Variable, code: AnalysedCode): ReturnedKey[] => {
  const written = constantOf(variable);
  const uses = variable.references.map(({ identifier }) => identifier as AnyNode);
  const keys = [
    ...(written === undefined ? [] : keysOf(written, code)),
    ...uses.flatMap((use) => addedKey(use, code)),
  ];
  const deleted = new Set(uses.flatMap((use) => deletedKey(use, code)));
  const byName = new Map(keys.toReversed().map((key) => [key.name, key]));
  return [...byName.values()].filter(({ name }) => !deleted.has(name)).toReversed();
};

const deletedKey = (use: AnyNode, code: AnalysedCode): string[] => {
  const member = code.parentOf(use);
  if (member === undefined) return [];
  const around = code.parentOf(member);
  const isDeleted = around?.type === "UnaryExpression" && around.operator === "delete";
  return isDeleted ? [memberName(member, code) ?? []].flat() : [];
};

const addedKey = (use: AnyNode, code: AnalysedCode): ReturnedKey[] => {
  const member = code.parentOf(use);
  if (member?.type !== "MemberExpression" || member.object !== use) return [];
  const assignment = code.parentOf(member);
  if (assignment?.type !== "AssignmentExpression" || assignment.left !== member) return [];
  const name = memberName(member, code);
  return name === undefined ? [] : [{ name, node: member }];
};
