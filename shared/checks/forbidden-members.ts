import type { AnyNode } from "acorn";
import type { Violation } from "#schemas/node.ts";
import type { AnalysedCode, CheckSubject } from "./check-subject.ts";
import { fault, place } from "./finding.ts";
import { foldText } from "./fold-constant.ts";
import { keyName, patternNames } from "./member-name.ts";
import type { ParsedNode } from "./parse-code.ts";

/** Ways from a value to its constructor and from there to new code. */
const chain = new Set([
  "constructor",
  "__proto__",
  "prototype",
  "callee",
  "caller",
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
  return code.nodes.flatMap((parsed) => {
    const name = forbiddenName(parsed, code);
    if (name === undefined) return [];
    const message = `Reaching for \`${name}\` is not allowed.`;
    return [fault("forbidden-member", place(parsed.node), message)];
  });
};

const forbiddenName = ({ node }: ParsedNode, code: AnalysedCode): string | undefined => {
  switch (node.type) {
    case "MemberExpression": {
      const name = keyName(node.property, node.computed, code.scopes);
      return isForbidden(name) || (name !== undefined && reflection.has(name)) ? name : undefined;
    }
    case "Property": {
      const name = keyName(node.key, node.computed, code.scopes);
      return node.computed || name === "__proto__" ? forbidden(name) : undefined;
    }
    case "ObjectPattern":
      return patternNames(node, code.scopes).find(isForbidden);
    case "VariableDeclarator":
      return node.init ? forbiddenText(node.init, code) : undefined;
    case "AssignmentExpression":
      return forbiddenText(node.right, code);
    default:
      return undefined;
  }
};

const isForbidden = (name: string | undefined): boolean => name !== undefined && chain.has(name);
const forbidden = (name: string | undefined): string | undefined =>
  isForbidden(name) ? name : undefined;

/** A name kept in a variable is there to be used as a key; comparing with one is a guard. */
const forbiddenText = (node: AnyNode, { scopes }: AnalysedCode): string | undefined => {
  const { text, whole } = foldText(node, scopes);
  return whole && node.type !== "Identifier" ? forbidden(text) : undefined;
};
