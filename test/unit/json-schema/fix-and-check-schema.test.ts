import { describe, expect, test } from "vitest";
import type { JsonObject, JsonSchema } from "#schemas/json.ts";
import { checkSchema } from "#shared/json-schema/check-schema.ts";
import { fixSchema } from "#shared/json-schema/fix-schema.ts";

const object = (properties: JsonObject, more: JsonObject = {}): JsonSchema => ({
  type: "object",
  properties,
  ...more,
});

/** What becomes of a schema that a model wrote, and what is still wrong with it. */
const fixAndCheck = (schema: JsonSchema, where: string) => {
  const fixed = fixSchema(schema, where);
  return { ...fixed, violations: checkSchema(fixed.schema, where) };
};

const deep = (levels: number): JsonObject =>
  levels === 0 ? { type: "string" } : object({ a: deep(levels - 1) });

const many = (count: number): JsonObject =>
  Object.fromEntries(
    Array.from({ length: count }, (_, index) => [`p${index}`, { type: "string" }]),
  );

describe("schemas that pass", () => {
  test.each<[string, JsonSchema]>([
    ["plain", object({ a: { type: "string" } }, { required: ["a"], additionalProperties: false })],
    ["no properties", object({})],
    ["nullable by type", object({ a: { type: ["string", "null"], default: null } })],
    ["recursive", object({ children: { type: "array", items: { $ref: "#" } } })],
    ["definitions", object({ a: { $ref: "#/$defs/x" } }, { $defs: { x: { type: "number" } } })],
    ["tuple", object({ a: { type: "array", prefixItems: [{ type: "number" }], items: false } })],
    ["a property called pattern", object({ pattern: { type: "string" }, enum: { type: "array" } })],
    ["condition", object({ a: {} }, { if: { required: ["a"] }, else: { minProperties: 1 } })],
    ["data that looks like schemas", object({ a: { default: { type: "int", $ref: "x" } } })],
  ])("%s", (_name, schema) => {
    expect(fixAndCheck(schema, "input_schema")).toEqual({ schema, violations: [], notes: [] });
  });
});

describe("schemas that are refused", () => {
  test.each<[string, JsonSchema, string, string]>([
    ["no object", { type: "array", items: {} }, "schema-root", "input_schema"],
    ["no properties", { type: "object" }, "schema-root", "input_schema"],
    [
      "unknown type",
      object({ a: { type: "money" } }),
      "schema-invalid",
      "input_schema.properties.a.type",
    ],
    [
      "properties as a list",
      { type: "object", properties: [] },
      "schema-invalid",
      "input_schema.properties",
    ],
    [
      "required as a text",
      object({ a: {} }, { required: "a" }),
      "schema-invalid",
      "input_schema.required",
    ],
    [
      "outside reference",
      object({ a: { $ref: "https://x.example/s" } }),
      "schema-ref",
      "input_schema.properties.a.$ref",
    ],
    [
      "dangling reference",
      object({ a: { $ref: "#/$defs/b" } }),
      "schema-ref",
      "input_schema.properties.a.$ref",
    ],
    [
      "hanging pattern",
      object({ a: { pattern: "(a+)+$" } }),
      "schema-pattern",
      "input_schema.properties.a.pattern",
    ],
    [
      "hanging names",
      object({}, { patternProperties: { "(a+)+$": true } }),
      "schema-pattern",
      "input_schema.patternProperties",
    ],
    [
      "broken pattern",
      object({ a: { pattern: "(" } }),
      "schema-pattern",
      "input_schema.properties.a.pattern",
    ],
    [
      "too deep",
      deep(8),
      "schema-depth",
      "input_schema.properties.a.properties.a.properties.a.properties.a.properties.a.properties.a.properties.a",
    ],
    ["too many properties", object(many(61)), "schema-size", "input_schema"],
    ["too long", object({ a: { description: "x".repeat(70_000) } }), "schema-size", "input_schema"],
    [
      "reserved name",
      object({ constructor: {} }),
      "schema-name",
      "input_schema.properties.constructor",
    ],
    [
      "enum of another type",
      object({ a: { type: "string", enum: ["a", 1] } }),
      "schema-enum",
      "input_schema.properties.a.enum",
    ],
    [
      "required but forbidden",
      object({}, { required: ["a"], additionalProperties: false }),
      "schema-required",
      "input_schema.required",
    ],
  ])("%s", (_name, schema, rule, where) => {
    const { violations } = fixAndCheck(schema, "input_schema");
    expect(violations).toContainEqual(expect.objectContaining({ rule, where, severity: "error" }));
  });

  test("a deep schema ends the check early", () => {
    const hostile: JsonSchema = JSON.parse(`${'{"not":'.repeat(5_000)}{}${"}".repeat(5_000)}`);
    expect(fixAndCheck(hostile, "input_schema").violations[0]?.rule).toBe("schema-depth");
  });
});

describe("slips that are mended", () => {
  test.each<[string, JsonObject, JsonObject]>([
    ["int", { type: "int" }, { type: "integer" }],
    ["date", { type: "date" }, { type: "string", format: "date" }],
    ["any", { type: "any", title: "A" }, { title: "A" }],
    ["nullable", { type: "string", nullable: true }, { type: ["string", "null"] }],
    [
      "nullable choice",
      { enum: ["a"], type: "string", nullable: true },
      { enum: ["a", null], type: ["string", "null"] },
    ],
    ["not nullable", { type: "string", nullable: false }, { type: "string" }],
    [
      "tuple",
      { type: "array", items: [{ type: "number" }] },
      { type: "array", prefixItems: [{ type: "number" }] },
    ],
    [
      "old exclusive bound",
      { type: "number", minimum: 0, exclusiveMinimum: true },
      { type: "number", exclusiveMinimum: 0 },
    ],
    ["url", { type: "string", format: "url" }, { type: "string", format: "uri" }],
    [
      "needless escapes",
      { type: "string", pattern: "^\\d+\\-[\\/]$" },
      { type: "string", pattern: "^\\d+-[/]$" },
    ],
    ["unknown keywords", { type: "string", placeholder: "x" }, { type: "string" }],
  ])("%s", (_name, before, after) => {
    const mended = fixAndCheck(object({ a: before }), "input_schema");
    expect(mended.schema).toEqual(object({ a: after }));
    expect(mended.notes).toHaveLength(1);
    expect(mended.violations).toEqual([]);
  });

  test("`required: true` moves to the object", () => {
    const mended = fixAndCheck(
      object({ a: { type: "string", required: true }, b: { required: false } }),
      "x",
    );
    expect(mended.schema).toEqual(object({ a: { type: "string" }, b: {} }, { required: ["a"] }));
  });

  test("a root without a type becomes an object", () => {
    expect(fixAndCheck({ properties: {} }, "x").schema).toEqual({ type: "object", properties: {} });
  });

  test("a schema of a person is only checked, never mended", () => {
    expect(checkSchema(object({ a: { type: "int" } }), "x")).toMatchObject([
      { rule: "schema-invalid" },
    ]);
    expect(checkSchema(object({ a: { colour: 1 } }), "x")).toMatchObject([
      { rule: "schema-keyword", severity: "warning", where: "x.properties.a.colour" },
    ]);
  });
});
