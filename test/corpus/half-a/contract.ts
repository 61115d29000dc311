import { bad, type CorpusNode, checked } from "../corpus-node.ts";

const throwing = `if (typeof inputs.text !== "string") throw new Error("text must be a string");`;

/** Nodes that do not keep the contract of a node: form, inputs, outputs, tests. */
export const contract: readonly CorpusNode[] = [
  bad("half a function", "syntax", {
    code: "async function execute(inputs, ctx) {\n  if (inputs.text) {",
  }),
  bad("Python", "syntax", {
    code: "def execute(inputs):\n    return {'result': inputs['text'].upper()}",
  }),
  bad("TypeScript", "syntax", {
    code: "interface In { text: string }\nasync function execute(inputs: In) { return { result: inputs.text }; }",
  }),
  bad("a workflow in JSON", ["no-execute"], {
    code: `({ "nodes": [{ "type": "set", "value": 1 }] });`,
  }),
  bad("another name for the function", "no-execute", {
    code: `async function main(inputs) { ${throwing} return { result: inputs.text }; }`,
  }),
  bad("execute as a method", "no-execute", {
    code: `class Node { async execute(inputs) { ${throwing} return { result: 1 }; } }`,
  }),
  bad("two of them", "syntax", {
    code: `async function execute(inputs) { ${throwing} return { result: 1 }; }
async function execute(inputs) { return { result: 2 }; }`,
  }),
  bad("a generator", "no-execute", {
    code: `async function* execute(inputs) { ${throwing} yield 1; }`,
  }),
  bad("an export", "no-export", { code: `export default ${checked("  return { result: 1 };")}` }),
  bad("a top-level await", "no-top-level-await", {
    code: `const ready = await Promise.resolve(1);\n${checked("  return { result: ready };")}`,
  }),
  bad("a third parameter", "execute-parameters", {
    code: `async function execute(inputs, ctx, callback) { ${throwing} return { result: callback }; }`,
  }),
  bad("nothing returned", "no-return", {
    code: `async function execute(inputs, ctx) { ${throwing} ctx.log(inputs.text); }`,
  }),
  bad("a text returned", "no-object-returned", {
    code: checked("  return inputs.text.trim();").replace(".trim()", "+ '!'"),
  }),
  bad("a list returned", "no-object-returned", { code: checked("  return [inputs.text];") }),
  bad("JSON text returned", "no-object-returned", {
    code: checked("  return JSON.stringify({ result: inputs.text });"),
  }),
  bad("a list in a variable returned", "no-object-returned", {
    code: checked("  const rows = [];\n  rows.push(inputs.text);\n  return rows;"),
  }),
  bad("null for what is missing", "no-object-returned", {
    code: checked("  return inputs.text ? { result: inputs.text } : null;"),
  }),
  bad("a map returned", "no-object-returned", {
    code: checked("  return new Map([['result', inputs.text]]);"),
  }),
  bad("an input with a slip", "undeclared-input", {
    code: checked("  return { result: inputs.txt };"),
  }),
  bad("an input taken out with a slip", "undeclared-input", {
    code: `async function execute({ txt = "" }) { if (!txt) throw new Error("x"); return { result: txt }; }`,
  }),
  bad("an input read in a helper", "undeclared-input", {
    code: `const read = (raw) => raw.userName ?? "nobody";
${checked("  return { result: read(inputs) };")}`,
  }),
  bad("an input read out of a default", "undeclared-input", {
    code: checked("  const { text, locale } = inputs ?? {};\n  return { result: text + locale };"),
  }),
  bad("an output with a slip", "undeclared-output", {
    code: checked("  return { results: inputs.text };"),
  }),
  bad("an output in a condition", "undeclared-output", {
    code: checked("  return inputs.text ? { result: 1 } : { error: 'empty' };"),
  }),
  bad("an output set on a variable", "undeclared-output", {
    code: checked("  const out = { result: 1 };\n  out.debug = inputs.text;\n  return out;"),
  }),
  bad("no check of what comes in", "no-input-validation", {
    code: `async function execute(inputs) { return { result: inputs.text.toUpperCase() }; }`,
  }),
  bad("no check in a destructuring", "no-input-validation", {
    input: { rows: "array", key: "string" },
    code: `const groupBy = (rows, key) => Object.groupBy(rows, (row) => String(row[key]));
async function execute({ rows, key }) { return { result: groupBy(rows, key) }; }`,
  }),
  bad("a clock in compute", "compute-clock", {
    code: checked("  return { result: inputs.text + Date.now() };"),
  }),
  bad("today in compute", "compute-clock", {
    code: checked("  const today = new Date();\n  return { result: today.getFullYear() };"),
  }),
  bad("a clock by another name", "compute-clock", {
    code: checked("  const { now } = Date;\n  return { result: now() };"),
  }),
  bad("chance in compute", "compute-random", {
    code: checked("  return { result: Math.floor(Math.random() * 6) };"),
  }),
  bad("a request in compute", "compute-fetch", {
    kind: "compute",
    hosts: ["api.example.com"],
    code: checked(`  const { fetch: get } = ctx;
  const response = await get("https://api.example.com/", { signal: AbortSignal.timeout(1000) });
  if (!response.ok) throw new Error("no");
  return { result: 1 };`),
  }),
  bad("a status nobody looks at", "unchecked-status", {
    hosts: ["api.example.com"],
    code: checked(`  const response = await ctx.fetch("https://api.example.com/", { signal: AbortSignal.timeout(1000) });
  return { result: await response.json() };`),
  }),
  bad("no time limit", "no-time-limit", {
    hosts: ["api.example.com"],
    code: checked(`  const response = await ctx.fetch("https://api.example.com/");
  if (!response.ok) throw new Error("no");
  return { result: await response.json() };`),
  }),
  bad("an error that is hidden", "swallowed-error", {
    hosts: ["api.example.com"],
    code: checked(`  let result = null;
  try {
    const response = await ctx.fetch("https://api.example.com/", { signal: AbortSignal.timeout(1000) });
    if (response.ok) result = await response.json();
  } catch (error) {}
  return { result };`),
  }),
  bad("a field for no input", "unknown-field", {
    form: ["text", "separator"],
    code: checked("  return { result: inputs.text };"),
  }),
  bad("one input with two fields", "repeated-field", {
    form: ["text", "text"],
    code: checked("  return { result: inputs.text };"),
  }),
  bad("no test of bad input", ["no-bad-input-test", "repeated-test-name"], {
    tests: ["a", "a", "b"].map((name) => ({
      name,
      inputs: { text: "x" },
      expected: { result: 1 },
    })),
    code: checked("  return { result: inputs.text };"),
  }),
  bad("far too long", "code-size", {
    code: `${checked("  return { result: 1 };")}\n// ${"x".repeat(66_000)}`,
  }),
  bad("long", "long-code", {
    code: `${checked("  return { result: 1 };")}\n// ${"x".repeat(30_000)}`,
  }),
  bad("half a character", "ill-formed-text", { code: checked('  return { result: "\ud83d" };') }),
];
