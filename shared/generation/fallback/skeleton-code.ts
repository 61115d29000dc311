import type { JsonObject, JsonSchema } from "#schemas/json.ts";
import type { NodeKind } from "#schemas/node.ts";
import { isJsonObject } from "../../json-schema/sub-schemas.ts";
import { propertiesOf } from "../../nodes/derive-ports.ts";

/** What the error of a skeleton says. */
export const notImplemented = "not implemented: this node is a skeleton";

/** What is to be written where the skeleton ends, by kind. */
const placeholders: Readonly<Record<NodeKind, string>> = {
  compute: "Compute the outputs from the inputs here, and return them as one object.",
  effect:
    "Call the declared hosts with ctx.fetch here, check each status, and return what was learnt.",
  reducer:
    "Make the next state from inputs.state and the new value here; leave the old one as it is.",
  orchestrator: "Return the plan here: the steps as data, in their order.",
};

const conditions: Readonly<Record<string, (value: string) => string>> = {
  string: (value) => `typeof ${value} !== "string"`,
  boolean: (value) => `typeof ${value} !== "boolean"`,
  number: (value) => `typeof ${value} !== "number" || !Number.isFinite(${value})`,
  integer: (value) => `!Number.isInteger(${value})`,
  array: (value) => `!Array.isArray(${value})`,
  object: (value) => `typeof ${value} !== "object" || ${value} === null || Array.isArray(${value})`,
};

/**
 * Code that checks its inputs by the schema and then says that it does nothing yet. Of names and
 * schemas only what JSON can quote gets into it.
 */
export function skeletonCode(kind: NodeKind, inputs: JsonSchema): string {
  const required = Array.isArray(inputs.required) ? inputs.required : [];
  const checks = propertiesOf(inputs).flatMap(([name, property]) =>
    inputCheck(name, property, required.includes(name)),
  );
  return [
    "async function execute(inputs, ctx) {",
    ...checks,
    "  return result(inputs, ctx);",
    "}",
    "",
    `// ${placeholders[kind]}`,
    "function result(inputs, ctx) {",
    `  throw new Error(${JSON.stringify(notImplemented)});`,
    "}",
  ].join("\n");
}

function inputCheck(name: string, property: JsonObject, isRequired: boolean): string[] {
  const value = `inputs[${quote(name)}]`;
  const condition = typeof property.type === "string" ? conditions[property.type] : undefined;
  const isWrong = condition?.(value) ?? `${value} === undefined`;
  if (condition === undefined && !isRequired) return [];
  const test = isRequired ? isWrong : `${value} !== undefined && (${isWrong})`;
  const wanted =
    condition === undefined ? "is missing" : `must be of type ${String(property.type)}`;
  return [
    `  if (${test}) {`,
    `    throw new Error(${quote(`input ${JSON.stringify(name)} ${wanted}`)});`,
    "  }",
  ];
}

/** JSON, less the two line ends that old scripts do not take in a string. */
const quote = (text: string): string =>
  JSON.stringify(text).replace(/[\u2028\u2029]/g, (end) => `\\u${end.charCodeAt(0).toString(16)}`);

/** Whether a schema declares properties. */
export const declaresProperties = ({ properties }: JsonSchema): boolean =>
  isJsonObject(properties) && Object.keys(properties).length > 0;
