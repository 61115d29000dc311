import type { AnyNode, ObjectExpression } from "acorn";
import type { NodeContent, Violation } from "#schemas/node.ts";
import { isJsonObject } from "#shared/json-schema/sub-schemas.ts";
import type { CheckSubject } from "./check-subject.ts";
import type { CodeScopes } from "./code-scopes.ts";
import { isOwn } from "./execute-declaration.ts";
import { doubt, fault, place } from "./finding.ts";
import { keyName } from "./member-name.ts";

/** `execute` returns an object, whose known keys are properties of the output schema. */
export const checkReturnedKeys = ({ code, content }: CheckSubject): Violation[] => {
  const owner = code?.execute?.node;
  if (code === undefined || owner === undefined) return [];
  const returned = code.nodes.flatMap(({ node, ancestors }) =>
    node.type === "ReturnStatement" && node.argument && isOwn(ancestors, owner)
      ? [node.argument]
      : [],
  );
  const others = returned
    .filter(isNoObject)
    .map((node) =>
      fault("no-object-returned", place(node), "`execute` must return a plain object."),
    );
  const keys = returned
    .filter((node) => node.type === "ObjectExpression")
    .flatMap((node) => keysOf(node, code.scopes));
  return [...others, ...undeclaredKeys(keys, content)];
};

interface ReturnedKey {
  readonly name: string;
  readonly node: AnyNode;
}

const undeclaredKeys = (keys: readonly ReturnedKey[], content: NodeContent): Violation[] => {
  const { properties, additionalProperties, patternProperties } = content.output_schema;
  if (!isJsonObject(properties) || patternProperties !== undefined) return [];
  const finding = additionalProperties === false ? fault : doubt;
  return keys
    .filter(({ name }) => !Object.hasOwn(properties, name))
    .map(({ name, node }) =>
      finding(
        "undeclared-output",
        place(node),
        `The code returns ${name}, which output_schema does not declare.`,
        "Add it to output_schema.properties, or do not return it.",
      ),
    );
};

const keysOf = (object: ObjectExpression, scopes: CodeScopes): ReturnedKey[] =>
  object.properties.flatMap((property) => {
    if (property.type !== "Property") return [];
    const name = keyName(property.key, property.computed, scopes);
    return name === undefined ? [] : [{ name, node: property }];
  });

const isNoObject = ({ type }: AnyNode): boolean =>
  ["Literal", "TemplateLiteral", "ArrayExpression", "ArrowFunctionExpression"].includes(type);
