import type { JsonObject } from "#schemas/json.ts";
import { bad, type CorpusNode, checked, good } from "../corpus-node.ts";

const code = checked("  return { result: JSON.stringify(inputs) };");

const wrong = (title: string, rule: string, inputSchema: JsonObject): CorpusNode =>
  bad(title, rule, { code, inputSchema });

const text = (schema: JsonObject): JsonObject => ({
  type: "object",
  properties: { text: { type: "string", ...schema } },
  additionalProperties: false,
});

/** Schemas that cannot be used, and unusual ones that can. */
export const schemas: readonly CorpusNode[] = [
  wrong("a list at the root", "schema-root", { type: "array", items: {} }),
  wrong("no properties", "schema-root", { type: "object" }),
  wrong("a reference to the outside", "schema-ref", text({ $ref: "https://example.com/s.json" })),
  wrong("a reference to nothing", "schema-ref", text({ $ref: "#/$defs/missing" })),
  wrong("an id of its own", "schema-ref", { ...text({}), $id: "https://example.com/me" }),
  wrong("an unknown type", "schema-invalid", text({ type: "datetime" })),
  wrong("a number as text", "schema-invalid", text({ minLength: "3" })),
  wrong("an empty choice", "schema-invalid", text({ enum: [] })),
  wrong("a choice of another type", "schema-enum", text({ enum: ["a", 2] })),
  wrong("a keyword of its own", "schema-keyword", text({ widget: "textarea" })),
  wrong("a pattern that backtracks", "schema-pattern", text({ pattern: "^(a+)+$" })),
  wrong("a pattern that is none", "schema-pattern", text({ pattern: "([a-z" })),
  wrong("a pattern that refers back", "schema-pattern", text({ pattern: "^(.)\\1$" })),
  wrong("required but no property", "schema-required", { ...text({}), required: ["txt"] }),
  wrong("a name that is reserved", "schema-name", {
    type: "object",
    properties: { constructor: { type: "string" } },
  }),
  wrong(
    "too deep",
    "schema-depth",
    [1, 2, 3, 4, 5, 6, 7, 8].reduce<JsonObject>(
      (inner) => ({ type: "object", properties: { a: inner } }),
      { type: "string" },
    ),
  ),
  good("references inside", {
    code,
    inputSchema: {
      type: "object",
      properties: { tree: { $ref: "#/$defs/node" } },
      required: ["tree"],
      additionalProperties: false,
      $defs: {
        node: {
          type: "object",
          properties: { children: { type: "array", items: { $ref: "#/$defs/node" } } },
        },
      },
    },
  }),
  good("conditions, choices and formats", {
    code,
    inputSchema: {
      $schema: "https://json-schema.org/draft/2020-12/schema",
      type: "object",
      properties: {
        mode: { enum: ["fast", "exact", null] },
        when: { type: ["string", "null"], format: "date-time" },
        amount: {
          oneOf: [
            { type: "number", minimum: 0 },
            { type: "string", pattern: "^\\d{1,9}$" },
          ],
        },
      },
      if: { properties: { mode: { const: "exact" } } },
      // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
      then: { required: ["amount"] },
      additionalProperties: false,
    },
  }),
];
