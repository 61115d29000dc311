import type { AnyNode } from "acorn";
import type { Violation } from "#schemas/node.ts";
import type { AnalysedCode, CheckSubject } from "./check-subject.ts";
import { constantOf, definitionOf } from "./code-scopes.ts";
import { fault, place } from "./finding.ts";
import { foldText } from "./fold-constant.ts";
import { keyName, memberName, patternNames } from "./member-name.ts";
import { oncePerTree } from "./once-per-tree.ts";
import { isFunction, type NodeOf } from "./syntax-tree.ts";

/** Ways from a value to its constructor and from there to new code. */
const chain = new Set([
  "constructor",
  "__proto__",
  "prototype",
  "__defineGetter__",
  "__defineSetter__",
  "__lookupGetter__",
  "__lookupSetter__",
]);

/** Functions of `Object` that reach or change what other code relies on. */
const reflection = new Set([
  "getPrototypeOf",
  "setPrototypeOf",
  "defineProperty",
  "defineProperties",
  "getOwnPropertyDescriptor",
  "getOwnPropertyDescriptors",
]);

/** Constructor and prototype chains, also where the name is put together from parts. */
export const checkForbiddenMembers = ({ code }: CheckSubject): Violation[] => {
  if (code === undefined) return [];
  return code.allNodes.flatMap((node) => {
    const name = forbiddenName(node, code);
    if (name === undefined) return [];
    const message = `Reaching for \`${name}\` is not allowed.`;
    return [fault("forbidden-member", place(node), message)];
  });
};

const forbiddenName = (node: AnyNode, code: AnalysedCode): string | undefined => {
  switch (node.type) {
    case "MemberExpression":
      return memberOf(node, code);
    case "Property": {
      const name = keyName(node.key, node.computed, code);
      return node.computed || name === "__proto__" ? forbidden(name) : undefined;
    }
    case "ObjectPattern":
      return patternNames(node, code).find((name) => reached(name) !== undefined);
    case "AssignmentExpression":
      return isKey(node.left, code) ? forbiddenText(node.right, code) : undefined;
    default:
      return undefined;
  }
};

type Member = NodeOf<"MemberExpression">;

const memberOf = (node: Member, code: AnalysedCode): string | undefined => {
  const name = memberName(node, code);
  // Of data these are words, e.g. of telephone calls.
  if (name === "caller" || name === "callee") {
    return isFunction(definitionOf(code.scopes.variableOf(node.object))?.node) ||
      isFunction(constantOf(code.scopes.variableOf(node.object)))
      ? name
      : undefined;
  }
  return name === "prototype" && isBorrowed(node, code) ? undefined : reached(name);
};

/** `Object.prototype.toString.call(…)`: a method that is called at once, on something else. */
const isBorrowed = (prototype: Member, code: AnalysedCode): boolean => {
  const { object } = prototype;
  if (object.type !== "Identifier" || code.scopes.variableOf(object) !== undefined) return false;
  const method = code.parentOf(prototype);
  const call = method && code.parentOf(method);
  if (method?.type !== "MemberExpression" || call?.type !== "MemberExpression") return false;
  const isNamed = method.object === prototype && memberName(method, code) !== undefined;
  const around = code.parentOf(call);
  const isCalled = around?.type === "CallExpression" && around.callee === call;
  return isNamed && isCalled && /^(?:call|apply)$/.test(memberName(call, code) ?? "");
};

const forbidden = (name: string | undefined): string | undefined =>
  name !== undefined && chain.has(name) ? name : undefined;

const reached = (name: string | undefined): string | undefined =>
  name !== undefined && reflection.has(name) ? name : forbidden(name);

/**
 * Whether a variable is used as a key somewhere. A name that is kept only to be compared with is a
 * guard, and one that is returned is data.
 */
const isKey = (node: AnyNode, code: AnalysedCode): boolean => {
  const variable = code.scopes.variableOf(node);
  return variable !== undefined && keyVariables(code).has(variable);
};

const keyVariables = oncePerTree(
  ({ ofType, scopes }: AnalysedCode) =>
    new Set(
      ofType("MemberExpression").flatMap(({ computed, property }) =>
        computed ? (scopes.variableOf(property) ?? []) : [],
      ),
    ),
);

const forbiddenText = (node: AnyNode, code: AnalysedCode): string | undefined => {
  const { text, whole } = foldText(node, code);
  return whole ? forbidden(text) : undefined;
};
