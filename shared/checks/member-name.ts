import type { AnyNode, ObjectPattern } from "acorn";
import type { CodeScopes } from "./code-scopes.ts";
import { foldText } from "./fold-constant.ts";

/** The name of a member or property that is known before the code runs. */
export const keyName = (
  key: AnyNode,
  computed: boolean,
  scopes: CodeScopes,
): string | undefined => {
  if (!computed && key.type === "Identifier") return key.name;
  if (!computed && key.type === "Literal") return String(key.value);
  if (!computed) return undefined;
  const { text, whole } = foldText(key, scopes);
  return whole ? text : undefined;
};

/** The names that a destructuring takes out of an object. */
export const patternNames = (pattern: ObjectPattern, scopes: CodeScopes): string[] =>
  pattern.properties.flatMap((property) => {
    if (property.type !== "Property") return [];
    return keyName(property.key, property.computed, scopes) ?? [];
  });
