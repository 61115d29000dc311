import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { JsonSchema, JsonValue } from "#schemas/json.ts";
import { validateValue } from "#shared/json-schema/validate-value.ts";

const person: JsonSchema = {
  type: "object",
  properties: {
    name: { type: "string", minLength: 2 },
    age: { type: "integer", minimum: 0, maximum: 150 },
    size: { enum: ["S", "M"] },
    email: { type: "string", format: "email" },
    code: { type: "string", pattern: "^[A-Z]+$", maxLength: 3 },
    note: { anyOf: [{ type: "string" }, { type: "null" }] },
    tags: { type: "array", items: { type: "string" }, uniqueItems: true, minItems: 1 },
    "a b/c~d": { type: "number" },
  },
  required: ["name"],
  additionalProperties: false,
};
const list: JsonSchema = { type: "object", properties: { rows: { type: "array", items: person } } };

const messages = (schema: JsonSchema, value: JsonValue): string[] =>
  validateValue(schema, value, "inputs").map((fault) => fault.message);

describe("validateValue", () => {
  test.each<[JsonValue, string]>([
    [{}, "inputs.name is missing"],
    [{ name: "A" }, "inputs.name must have at least 2 characters"],
    [{ name: 1 }, "inputs.name must be a string, not a number"],
    [{ name: "Ada", age: 1.5 }, "inputs.age must be an integer, not a number"],
    [{ name: "Ada", age: -1 }, "inputs.age is less than 0"],
    [{ name: "Ada", size: "L" }, 'inputs.size must be one of "S","M"'],
    [{ name: "Ada", email: "ada" }, "inputs.email must be a valid email"],
    [{ name: "Ada", code: "a" }, "inputs.code does not match its pattern"],
    [{ name: "Ada", code: "AAAA" }, "inputs.code must have at most 3 characters"],
    [
      { name: "Ada", note: 1 },
      "inputs.note must be a string, not a number; or must be null, not a number",
    ],
    [{ name: "Ada", tags: ["a", "a"] }, "inputs.tags repeats an item (0 and 1)"],
    [{ name: "Ada", tags: [] }, "inputs.tags must have at least 1 items"],
    [{ name: "Ada", more: 1 }, "inputs.more is not declared"],
    [{ name: "Ada", "a b/c~d": "x" }, 'inputs["a b/c~d"] must be a number, not a string'],
    ["text", "inputs must be an object, not a string"],
  ])("%j", (value, message) => {
    expect(messages(person, value)).toContain(message);
  });

  test("names every fault by its own path and nothing around it", () => {
    const value = { rows: [{ name: "Ada" }, { age: "1" }] };
    expect(validateValue(list, value, "output")).toEqual([
      {
        rule: "required",
        severity: "error",
        where: "output.rows[1].name",
        message: "output.rows[1].name is missing",
      },
      {
        rule: "type",
        severity: "error",
        where: "output.rows[1].age",
        message: "output.rows[1].age must be an integer, not a string",
      },
    ]);
  });

  test("lets a value that fits pass, and changes neither schema nor value", () => {
    const before = JSON.stringify(list);
    expect(validateValue(list, { rows: [{ name: "Ada", tags: ["a"], note: null }] }, "x")).toEqual(
      [],
    );
    expect(JSON.stringify(list)).toBe(before);
  });

  test("follows references to itself", () => {
    const tree: JsonSchema = {
      type: "object",
      properties: { children: { type: "array", items: { $ref: "#" } } },
      additionalProperties: false,
    };
    expect(messages(tree, { children: [{ children: [{ x: 1 }] }] })).toEqual([
      "inputs.children[0].children[0].x is not declared",
    ]);
  });
});

const loop: JsonSchema = { $defs: { a: { $ref: "#/$defs/a" } }, $ref: "#/$defs/a" };
const bomb: JsonSchema = {
  anyOf: [
    { type: "object", properties: { a: { $ref: "#" } }, required: ["b"] },
    { type: "object", properties: { a: { $ref: "#" } }, required: ["c"] },
  ],
};
const nested = (depth: number): JsonValue =>
  JSON.parse(`${'{"a":'.repeat(depth)}{}${"}".repeat(depth)}`);

describe("hostile schemas and values", () => {
  test.each<[string, JsonSchema, JsonValue]>([
    ["a reference to itself", loop, {}],
    ["branches that double at each level", bomb, nested(40)],
    ["a pattern of exponential cost", { pattern: "^(a+)+$" }, `${"a".repeat(60)}!`],
    ["a pattern of quadratic cost", { pattern: ".*.*=" }, "a".repeat(200_000)],
    ["the validator's own expression for url", { format: "url" }, `http://${"a".repeat(60)} `],
    ["pairs of a long list", { uniqueItems: true }, Array.from({ length: 100_000 }, (_, n) => n)],
    [
      "a long property name",
      { patternProperties: { "a*a*b": true } },
      { ["a".repeat(100_000)]: 1 },
    ],
    ["a reference to nothing", { $ref: "#/nowhere" }, {}],
    ["a broken pattern", { pattern: "(" }, "x"],
    ["more faults than a stack holds", { items: { type: "string" } }, Array(300_000).fill(1)],
    ["an ill-formed name", { additionalProperties: false }, { "\ud800": 1 }],
  ])("%s ends with a fault", (_name, schema, value) => {
    const start = performance.now();
    const faults = validateValue(schema, value, "inputs");
    expect(faults.length).toBeGreaterThan(0);
    expect(performance.now() - start).toBeLessThan(6_000);
  });

  test("never throws", () => {
    const schema = fc.dictionary(
      fc.constantFrom(
        "type",
        "items",
        "properties",
        "pattern",
        "required",
        "$ref",
        "enum",
        "anyOf",
      ),
      fc.jsonValue({ maxDepth: 3 }),
    );
    fc.assert(
      fc.property(schema, fc.jsonValue(), (any, value) => {
        validateValue(JSON.parse(JSON.stringify(any)), JSON.parse(JSON.stringify(value)), "x");
      }),
      { numRuns: 300 },
    );
  });
});
