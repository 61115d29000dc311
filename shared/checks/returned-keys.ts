import type { NodeContent, Violation } from "#schemas/node.ts";
import { isJsonObject } from "#shared/json-schema/sub-schemas.ts";
import type { CheckSubject } from "./check-subject.ts";
import { doubt, fault, place } from "./finding.ts";
import { isNoObject, keysOf, type ReturnedKey, returnedValues } from "./returned-values.ts";

/** `execute` returns an object, whose known keys are properties of the output schema. */
export const checkReturnedKeys = ({ code, content }: CheckSubject): Violation[] => {
  if (code?.execute === undefined) return [];
  const returned = returnedValues(code);
  const others = returned
    .filter(({ value }) => value === undefined || isNoObject(value, code))
    .map(({ node }) =>
      fault("no-object-returned", place(node), "`execute` must return a plain object."),
    );
  const keys = returned.flatMap(({ value }) => (value === undefined ? [] : keysOf(value, code)));
  // A function without any return is told of by another rule.
  const isTold = returned.some(({ value }) => value !== undefined);
  return [...(isTold ? others : []), ...undeclaredKeys(keys, content)];
};

const undeclaredKeys = (keys: readonly ReturnedKey[], content: NodeContent): Violation[] => {
  const { properties, additionalProperties, patternProperties } = content.output_schema;
  if (!isJsonObject(properties) || patternProperties !== undefined) return [];
  if (isJsonObject(additionalProperties)) return [];
  const finding = additionalProperties === false ? fault : doubt;
  const seen = new Set<string>();
  return keys
    .filter(({ name }) => !Object.hasOwn(properties, name))
    .filter(({ name }) => !seen.has(name) && seen.add(name))
    .map(({ name, node }) =>
      finding(
        "undeclared-output",
        place(node),
        `The code returns ${name}, which output_schema does not declare.`,
        "Add it to output_schema.properties, or do not return it.",
      ),
    );
};
