import type { JsonObject } from "#schemas/json.ts";
import type { Example, RuleDocumentation } from "./rule-documentation.ts";

const schema = (text: JsonObject, more: JsonObject = {}): Example => ({
  member: "input_schema",
  value: { type: "object", properties: { text }, ...more },
});

const root = (value: JsonObject): Example => ({ member: "input_schema", value });

const fine = schema({ type: "string" });

const nested = (levels: number): JsonObject =>
  levels === 0 ? { type: "string" } : { type: "object", properties: { text: nested(levels - 1) } };

/** Rules for input and output schema. */
export const schemaRules: readonly RuleDocumentation[] = [
  {
    id: "schema-root",
    severity: "error",
    finds: "A schema whose root is no object with `properties`.",
    why: "Inputs and outputs are objects whose members are ports.",
    bad: root({ type: "array" }),
    good: fine,
  },
  {
    id: "schema-invalid",
    severity: "error",
    finds:
      "A keyword with a value it cannot have: an unknown type, a bound that is a text, an empty choice.",
    why: "A validator would take it for anything or nothing.",
    bad: schema({ type: "str" }),
    good: fine,
  },
  {
    id: "schema-keyword",
    severity: "warning",
    finds: "A keyword that JSON Schema does not know.",
    why: "It has no effect; often it is a slip.",
    bad: schema({ type: "string", maxlength: 3 }),
    good: schema({ type: "string", maxLength: 3 }),
  },
  {
    id: "schema-ref",
    severity: "error",
    finds:
      "`$ref` to something outside of the schema or to nothing, and names such as `$id` and `$anchor`.",
    why: "Nothing is loaded, so a schema has to be whole by itself.",
    bad: schema({ $ref: "https://example.com/text.json" }),
    good: schema({ $ref: "#/$defs/text" }, { $defs: { text: { type: "string" } } }),
  },
  {
    id: "schema-pattern",
    severity: "error",
    finds: "A pattern that does not compile, or whose cost on a long text has no low bound.",
    why: "Patterns run in our process, where a match cannot be stopped.",
    bad: schema({ type: "string", pattern: "^(a+)+$" }),
    good: schema({ type: "string", pattern: "^[a-z]{1,20}$" }),
  },
  {
    id: "schema-required",
    severity: "either",
    finds: "`required` names what `properties` does not declare.",
    why: "In a closed schema no value could ever fit.",
    bad: schema({ type: "string" }, { required: ["txt"], additionalProperties: false }),
    good: schema({ type: "string" }, { required: ["text"], additionalProperties: false }),
  },
  {
    id: "schema-enum",
    severity: "error",
    finds: "A choice that is not of the declared type.",
    why: "It could never be taken.",
    bad: schema({ type: "integer", enum: ["1"] }),
    good: schema({ type: "integer", enum: [1] }),
  },
  {
    id: "schema-name",
    severity: "error",
    finds:
      "A property called `constructor`, `prototype` or `__proto__`, or with more than 100 characters.",
    why: "Such names mean something else on every object.",
    bad: root({ type: "object", properties: { text: {}, constructor: {} } }),
    good: fine,
  },
  {
    id: "schema-depth",
    severity: "error",
    finds: "A schema nested more than six levels deep, or of more than 400 parts.",
    why: "Nobody could fill in such a form.",
    bad: root(nested(8)),
    good: root(nested(3)),
  },
  {
    id: "schema-size",
    severity: "error",
    finds: "More than 60 properties in one object, or more than 64,000 characters.",
    why: "Nobody could fill in such a form.",
    bad: root({
      type: "object",
      properties: Object.fromEntries(
        Array.from({ length: 61 }, (_, index) => [`text${index}`, {}]),
      ),
    }),
    good: fine,
  },
];
