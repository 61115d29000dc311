import type { AnyNode, CallExpression } from "acorn";
import { definitionOf } from "./code-scopes.ts";
import { keyName, memberName } from "./member-name.ts";
import { oncePerTree } from "./once-per-tree.ts";
import { ownMethods } from "./own-methods.ts";
import type { CodeTree } from "./parse-code.ts";

export interface FetchCall {
  readonly node: AnyNode;
  /** Undefined where a function is handed on, so that others choose what it is called with. */
  readonly address: AnyNode | undefined;
}

/** Calls of `ctx.fetch`, also by another name, through `call`, or handed on to another function. */
export const fetchCalls = (tree: CodeTree): FetchCall[] =>
  tree.ofType("CallExpression").flatMap((node) => {
    const { callee, arguments: given } = node;
    if (isFetch(callee, tree)) return [{ node, address: given[0] }];
    const handedOn = given
      .filter((argument) => isFetch(argument, tree))
      .map((argument) => ({ node: argument, address: undefined }));
    if (callee.type !== "MemberExpression" || !isFetch(callee.object, tree)) return handedOn;
    return throughMethod(node, memberName(callee, tree));
  });

const throughMethod = (node: CallExpression, method: string | undefined): FetchCall[] => {
  const [, second] = node.arguments;
  if (method === "call") return [{ node, address: second }];
  if (method !== "apply") return [];
  const [address] = second?.type === "ArrayExpression" ? second.elements : [];
  return [{ node, address: address ?? undefined }];
};

/** Constants that name constants are followed this far. */
const mostNames = 5;

const isFetch = (node: AnyNode, tree: CodeTree, left = mostNames): boolean => {
  if (left === 0) return false;
  if (node.type === "ChainExpression") return isFetch(node.expression, tree, left);
  if (node.type === "Identifier") return isFetchName(node, tree, left);
  if (node.type === "CallExpression") {
    const { callee } = node;
    const isBound = memberName(callee, tree) === "bind" && callee.type === "MemberExpression";
    return isBound && isFetch(callee.object, tree, left);
  }
  return memberName(node, tree) === "fetch" && !isOwnMember(node, tree);
};

const isFetchName = (node: AnyNode, tree: CodeTree, left: number): boolean => {
  const definition = definitionOf(tree.scopes.variableOf(node));
  if (definition === undefined) return false;
  const { type, node: declared, name } = definition;
  if (type !== "Parameter" && declared.type !== "VariableDeclarator") return false;
  if (takenAs(name, tree) === "fetch") return true;
  if (type === "Parameter") return name.type === "Identifier" && name.name === "fetch";
  const isPlain = declared.type === "VariableDeclarator" && declared.id === name;
  return isPlain && declared.init ? isFetch(declared.init, tree, left - 1) : false;
};

/** The property that a name is destructured from. */
const takenAs = (name: AnyNode, tree: CodeTree): string | undefined => {
  const parent = tree.parentOf(name);
  const property = parent?.type === "AssignmentPattern" ? tree.parentOf(parent) : parent;
  if (property?.type === "Property") return keyName(property.key, property.computed, tree);
  const found = property?.type === "ObjectPattern" ? takenProperties(tree).get(name) : undefined;
  return found && keyName(found.key, found.computed, tree);
};

/** The properties of all destructurings, by the names they give to what they take. */
const takenProperties = oncePerTree((tree: CodeTree) => {
  const properties = tree
    .ofType("ObjectPattern")
    .flatMap((pattern) => pattern.properties.filter((part) => part.type === "Property"));
  return new Map(
    properties.map((part): [AnyNode, (typeof properties)[number]] => {
      const { value } = part;
      return [value.type === "AssignmentPattern" ? value.left : value, part];
    }),
  );
});

/** Whether `fetch` is here a method that the code declares itself, e.g. of a cache. */
const isOwnMember = (node: AnyNode, tree: CodeTree): boolean => {
  if (node.type !== "MemberExpression" || !ownMethods(tree).has("fetch")) return false;
  const { object } = node;
  if (object.type === "ThisExpression" || object.type === "NewExpression") return true;
  if (object.type !== "Identifier") return false;
  const definition = definitionOf(tree.scopes.variableOf(object));
  if (definition?.node.type !== "VariableDeclarator") return false;
  const { type } = definition.node.init ?? {};
  return type === "NewExpression" || type === "ObjectExpression" || type === "CallExpression";
};
