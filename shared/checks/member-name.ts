import type { AnyNode, ObjectPattern } from "acorn";
import { foldText } from "./fold-constant.ts";
import type { CodeTree } from "./parse-code.ts";

/** The name of a member or property that is known before the code runs. */
export const keyName = (key: AnyNode, computed: boolean, tree: CodeTree): string | undefined => {
  if (!computed && key.type === "Identifier") return key.name;
  if (!computed && key.type === "Literal") return String(key.value);
  if (!computed) return undefined;
  const { text, whole } = foldText(key, tree);
  return whole ? text : undefined;
};

/** The name of the member that an expression reads. */
export const memberName = (node: AnyNode, tree: CodeTree): string | undefined =>
  node.type === "MemberExpression" ? keyName(node.property, node.computed, tree) : undefined;

/** The names that a destructuring takes out of an object. */
export const patternNames = (pattern: ObjectPattern, tree: CodeTree): string[] =>
  pattern.properties.flatMap((property) => {
    if (property.type !== "Property") return [];
    return keyName(property.key, property.computed, tree) ?? [];
  });
