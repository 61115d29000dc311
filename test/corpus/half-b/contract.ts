import type { JsonObject } from "#schemas/json.ts";
import { bad, type CorpusNode, checked, good } from "../corpus-node.ts";

const guard = `if (typeof inputs.text !== "string") throw new Error("text must be a string");`;
const code = checked("  return { result: inputs };");

const wrong = (title: string, rule: string, outputSchema: JsonObject): CorpusNode =>
  bad(title, rule, { code, outputSchema });

const result = (schema: JsonObject, more: JsonObject = {}): JsonObject => ({
  type: "object",
  properties: { result: schema },
  ...more,
});

/** More nodes and schemas that do not keep the contract. */
export const contract: readonly CorpusNode[] = [
  bad("an open bracket", "syntax", {
    code: `async function execute(inputs) { return { result: inputs.text ; }`,
  }),
  bad("prose", "syntax", {
    code: "Here is the node you asked for:\n\nasync function execute() { return {}; }",
  }),
  bad("a fence that was left in", "no-execute", {
    code: "```js\nasync function execute() { return { result: 1 }; }\n```",
  }),
  bad("JSX", "syntax", { code: `async function execute(inputs) { return <p>{inputs.text}</p>; }` }),
  bad("types on parameters", "syntax", {
    code: `async function execute(inputs: any): Promise<any> { return { result: 1 }; }`,
  }),
  bad("await outside of async", "syntax", {
    code: `function execute(inputs) { const r = await inputs.text; return { result: r }; }`,
  }),
  bad("an undeclared helper", "unknown-name", {
    code: checked("  return { result: formatText(inputs.text) };"),
  }),
  bad("a library", "unknown-name", {
    code: checked("  return { result: _.groupBy(inputs.text, 'a') };"),
  }),
  bad("inputs in a helper beside", "unknown-name", {
    code: `const trimmed = () => inputs.text.trim();\n${checked("  return { result: trimmed() };")}`,
  }),
  bad("an arrow in an object", "no-execute", {
    code: `const node = { execute: async (inputs) => { ${guard} return { result: 1 }; } };`,
  }),
  bad("a class", "no-execute", {
    code: `class TextNode { run(inputs) { ${guard} return { result: 1 }; } }`,
  }),
  bad("a list of functions exported", "no-export", { code: `${code}\nexport { execute };` }),
  bad("return in a callback only", "no-return", {
    code: `async function execute(inputs, ctx) { ${guard} [1].map((n) => { return { result: n }; }); }`,
  }),
  bad("a number returned", "no-object-returned", {
    code: checked("  return inputs.text.length * 2;"),
  }),
  bad("a filtered list returned", "no-object-returned", {
    code: checked("  return Object.keys(inputs).filter((key) => key !== 'text');"),
  }),
  bad("a template returned", "no-object-returned", {
    code: checked(`  return \`Hello \${inputs.text}\`;`),
  }),
  bad("true returned", "no-object-returned", {
    code: checked("  if (!inputs.text) return false;\n  return { result: true };"),
  }),
  bad("a bare return", "no-object-returned", {
    code: checked("  if (!inputs.text) return;\n  return { result: true };"),
  }),
  bad("a set returned", "no-object-returned", {
    code: checked("  const all = new Set(inputs.text);\n  return all;"),
  }),
  bad("camel for snake", "undeclared-input", {
    input: { first_name: "string" },
    code: checked("  return { result: inputs.firstName };"),
  }),
  bad("an input by a constant", "undeclared-input", {
    code: checked("  const name = 'separator';\n  return { result: inputs[name] };"),
  }),
  bad("an input taken in a helper", "undeclared-input", {
    code: `function parse({ text, trim }) { return trim ? text.trim() : text; }
${checked("  return { result: parse(inputs) };")}`,
  }),
  bad("another word for the output", "undeclared-output", {
    code: checked("  const data = inputs.text;\n  return { data };"),
  }),
  bad("an output in a variable", "undeclared-output", {
    code: checked("  const answer = { value: inputs.text };\n  return answer;"),
  }),
  bad("nothing is ever refused", "no-input-validation", {
    input: { items: "array", size: "integer" },
    code: `const execute_chunk = (items, size) => items.length ? [items.slice(0, size), ...execute_chunk(items.slice(size), size)] : [];
async function execute(inputs) { return { result: execute_chunk(inputs.items, inputs.size) }; }`,
  }),
  bad("only a default for bad input", "no-input-validation", {
    code: `async function execute({ text }) { return { result: (text || "").trim() }; }`,
  }),
  bad("the age of today", "compute-clock", {
    code: checked("  return { result: new Date() - new Date(inputs.text) };"),
  }),
  bad("performance as a clock", "compute-clock", {
    code: checked("  return { result: performance.now() };"),
  }),
  bad("Date as a function", "compute-clock", { code: checked("  return { result: Date() };") }),
  bad("a random id", "compute-random", {
    code: checked("  return { result: crypto.randomUUID() };"),
  }),
  bad("a shuffle", "compute-random", {
    code: checked("  return { result: [...inputs.text].sort(() => Math.random() - 0.5) };"),
  }),
  bad("a field with a slip", "unknown-field", { form: ["txt"], code }),
  bad("two tests only, and none of bad input", ["too-few-tests", "no-bad-input-test"], {
    tests: ["a", "b"].map((name) => ({ name, inputs: { text: name }, expected: { result: 1 } })),
    code,
  }),
  bad("requests without a script", "no-http-script", {
    hosts: ["api.example.com"],
    tests: ["a", "b", "c"].map((name) => ({ name, inputs: {}, error: { matches: "must" } })),
    code: checked(`  const r = await ctx.fetch("https://api.example.com/", { signal: AbortSignal.timeout(99) });
  if (!r.ok) throw new Error("no");
  return { result: 1 };`),
  }),
  bad("a large input of a test", "large-test-inputs", {
    tests: ["a", "b", "c"].map((name) => ({
      name,
      inputs: { text: name.repeat(300_000) },
      error: { matches: "long" },
    })),
    code,
  }),
  wrong("an output that is a text", "schema-root", { type: "string" }),
  wrong("an output by reference to a file", "schema-ref", result({ $ref: "other.json#/a" })),
  wrong("an anchor", "schema-ref", result({ $anchor: "here" })),
  wrong("a type of another language", "schema-invalid", result({ type: "str" })),
  wrong("required as a flag", "schema-invalid", result({ type: "string", required: true })),
  wrong("properties as a list", "schema-invalid", { type: "object", properties: ["result"] }),
  wrong(
    "choices of a number as texts",
    "schema-enum",
    result({ type: "integer", enum: ["1", "2"] }),
  ),
  wrong("a typo of a keyword", "schema-keyword", result({ type: "string", maxlength: 3 })),
  wrong(
    "a pattern with nested stars",
    "schema-pattern",
    result({ type: "string", pattern: "^(\\w+\\s?)*$" }),
  ),
  wrong(
    "required names nothing",
    "schema-required",
    result({}, { required: ["value"], additionalProperties: false }),
  ),
  wrong("a prototype as a property", "schema-name", {
    type: "object",
    properties: JSON.parse('{"__proto__":{"type":"string"}}'),
  }),
  good("an open output with patterns", {
    code: checked("  return Object.fromEntries(Object.entries(inputs));"),
    outputSchema: {
      type: "object",
      properties: {},
      patternProperties: { "^[a-z_]{1,30}$": true },
      minProperties: 0,
    },
  }),
];
