import type { AnyNode, ObjectExpression } from "acorn";
import type { Violation } from "#schemas/node.ts";
import { isJsonObject } from "#shared/json-schema/sub-schemas.ts";
import type { CheckSubject } from "./check-subject.ts";
import { isOwn } from "./execute-declaration.ts";
import { doubt, fault, place } from "./finding.ts";
import { keyName } from "./member-name.ts";

/** Keys that `execute` surely returns must be properties of the output schema. */
export const checkReturnedKeys = ({ code, content }: CheckSubject): Violation[] => {
  const { properties, additionalProperties, patternProperties } = content.output_schema;
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
  if (!isJsonObject(properties) || patternProperties !== undefined) return others;
  const finding = additionalProperties === false ? fault : doubt;
  const undeclared = returned
    .filter((node) => node.type === "ObjectExpression")
    .flatMap((node) => keysOf(node))
    .filter(({ name }) => !Object.hasOwn(properties, name))
    .map(({ name, node }) =>
      finding(
        "undeclared-output",
        place(node),
        `The code returns ${name}, which output_schema does not declare.`,
        "Add it to output_schema.properties, or do not return it.",
      ),
    );
  return [...others, ...undeclared];

  function keysOf(object: ObjectExpression): { name: string; node: AnyNode }[] {
    return object.properties.flatMap((property) => {
      if (property.type !== "Property" || code === undefined) return [];
      const name = keyName(property.key, property.computed, code.scopes);
      return name === undefined ? [] : [{ name, node: property }];
    });
  }
};

const isNoObject = ({ type }: AnyNode): boolean =>
  ["Literal", "TemplateLiteral", "ArrayExpression", "ArrowFunctionExpression"].includes(type);
