import type { JsonObject } from "#schemas/json.ts";

const count: JsonObject = { type: "integer", minimum: 0 };
const number: JsonObject = { type: "number" };
const texts: JsonObject = { type: "array", items: { type: "string" }, uniqueItems: true };
const inner: JsonObject = { $ref: "#" };
const inners: JsonObject = { type: "array", items: inner, minItems: 1 };
const innerMap: JsonObject = { type: "object", additionalProperties: inner };
const typeName: JsonObject = {
  enum: ["string", "number", "integer", "boolean", "object", "array", "null"],
};

/** The keywords a node's schema may use, each with the form of its value. */
const keywords: JsonObject = {
  $schema: { type: "string" },
  $comment: { type: "string" },
  $ref: { type: "string" },
  $defs: innerMap,
  definitions: innerMap,
  title: { type: "string" },
  description: { type: "string" },
  default: true,
  examples: { type: "array" },
  deprecated: { type: "boolean" },
  readOnly: { type: "boolean" },
  writeOnly: { type: "boolean" },
  type: {
    if: { type: "array" },
    // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
    then: { items: typeName, minItems: 1, uniqueItems: true },
    else: typeName,
  },
  enum: { type: "array", minItems: 1 },
  const: true,
  format: { type: "string" },
  minLength: count,
  maxLength: count,
  pattern: { type: "string" },
  contentEncoding: { type: "string" },
  contentMediaType: { type: "string" },
  minimum: number,
  maximum: number,
  exclusiveMinimum: number,
  exclusiveMaximum: number,
  multipleOf: { type: "number", exclusiveMinimum: 0 },
  properties: innerMap,
  patternProperties: innerMap,
  additionalProperties: inner,
  propertyNames: inner,
  required: texts,
  dependentRequired: { type: "object", additionalProperties: texts },
  dependentSchemas: innerMap,
  minProperties: count,
  maxProperties: count,
  items: inner,
  prefixItems: inners,
  contains: inner,
  minContains: count,
  maxContains: count,
  minItems: count,
  maxItems: count,
  uniqueItems: { type: "boolean" },
  allOf: inners,
  anyOf: inners,
  oneOf: inners,
  not: inner,
  if: inner,
  // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
  then: inner,
  else: inner,
};

export const knownKeywords: ReadonlySet<string> = new Set(Object.keys(keywords));

/** The validator says nothing about a schema itself, so a schema is a value of this one first. */
export const schemaOfSchemas: JsonObject = { type: ["object", "boolean"], properties: keywords };
