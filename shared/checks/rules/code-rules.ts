import type { RuleDocumentation } from "./rule-documentation.ts";

const whole =
  "async function execute(inputs, ctx) {\n  throw new Error(inputs.text);\n  return {};\n}";

/** Rules that look at the code alone. */
export const codeRules: readonly RuleDocumentation[] = [
  {
    id: "syntax",
    severity: "error",
    finds:
      "Code that is no strict JavaScript: cut code, TypeScript, Python, prose, two declarations of one name.",
    why: "It cannot run, and nothing else of it can be judged.",
    bad: { program: "async function execute(inputs: Inputs) { return {}; }" },
    good: { program: whole },
  },
  {
    id: "no-execute",
    severity: "error",
    finds: "Code without a function `execute` at its outermost level, or one that is a generator.",
    why: "It is the function that is called.",
    bad: { program: "const main = async (inputs) => ({ result: inputs.text });" },
    good: { program: whole },
  },
  {
    id: "execute-parameters",
    severity: "warning",
    finds: "An `execute` with more than two parameters.",
    why: "It is called with `inputs` and `ctx`; a third is always undefined.",
    bad: {
      program:
        'async function execute(inputs, ctx, done) {\n  if (!inputs) throw new Error("no inputs");\n  return { result: done };\n}',
    },
    good: { program: whole },
  },
  {
    id: "no-return",
    severity: "error",
    finds: "An `execute` that has no `return` with a value of its own.",
    why: "The next node of the workflow would get nothing.",
    bad: { program: "async function execute(inputs, ctx) {\n  ctx.log(inputs.text);\n}" },
    good: { program: whole },
  },
  {
    id: "no-object-returned",
    severity: "error",
    finds:
      "A branch of `execute` that returns a text, a number, a list, `null`, nothing, or an instance of a built-in class.",
    why: "An output is a plain JSON object.",
    bad: { body: 'return inputs.text.split(",");' },
    good: { body: 'return { result: inputs.text.split(",") };' },
  },
  {
    id: "unknown-name",
    severity: "error",
    finds:
      "A name that the code does not declare and the sandbox does not offer: `eval`, `Function`, `require`, `process`, `Buffer`, `globalThis`, libraries.",
    why: "The code would fail at that line, or it tries to get out.",
    bad: { body: "ctx.log(process.env.API_KEY);" },
    good: { body: "const process = (text) => text.trim();\nctx.log(process(inputs.text));" },
  },
  {
    id: "forbidden-member",
    severity: "error",
    finds:
      "Reaching for `constructor`, `prototype`, `__proto__` and their like, also where the name is put together, decoded or kept in a variable.",
    why: "From there lead ways to code made of text and to changing what other code relies on.",
    bad: { body: '[]["const" + "ructor"];' },
    good: {
      body: 'const unsafe = ["__proto__", "constructor"].includes(inputs.text);\nctx.log(unsafe);',
    },
  },
  {
    id: "no-import",
    severity: "error",
    finds: "`import` as a statement, a call or `import.meta`.",
    why: "A node is one script; there are no modules.",
    bad: { body: 'const fs = await import("node:fs");\nctx.log(fs);' },
    good: {
      body: 'const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(inputs.text));\nctx.log(digest.byteLength);',
    },
  },
  {
    id: "no-export",
    severity: "error",
    finds: "`export` in any form.",
    why: "The code runs as a script, where it is no syntax.",
    bad: { program: `export ${whole}` },
    good: { program: whole },
  },
  {
    id: "no-top-level-await",
    severity: "error",
    finds: "`await` outside of every function.",
    why: "The code runs as a script, where it is no syntax.",
    bad: { program: `await Promise.resolve();\n${whole}` },
    good: { program: whole },
  },
  {
    id: "no-arguments",
    severity: "error",
    finds: "The use of `arguments`.",
    why: "It hides what a function takes, and its `callee` is a way to the function itself.",
    bad: { body: "ctx.log(arguments.length);" },
    good: { body: "const all = (...given) => given.length;\nctx.log(all(1, 2));" },
  },
  {
    id: "endless-loop",
    severity: "error",
    finds: "A loop whose condition never becomes false and that nothing leaves.",
    why: "It runs into the time limit whatever it is given.",
    bad: { body: "let i = 0;\nwhile (i < 10) ctx.log(inputs.text);" },
    good: { body: "let i = 0;\nwhile (true) {\n  if (i >= 10) break;\n  i += 1;\n}" },
  },
  {
    id: "endless-recursion",
    severity: "error",
    finds:
      "A function that calls itself, or a ring of functions that call each other, under no condition.",
    why: "It exhausts the stack whatever it is given.",
    bad: { body: "const walk = (n) => walk(n + 1);\nctx.log(walk(0));" },
    good: { body: "const sum = (n) => (n === 0 ? 0 : n + sum(n - 1));\nctx.log(sum(5));" },
  },
  {
    id: "hard-coded-secret",
    severity: "error",
    finds:
      "A text, a sum of texts, a comment or a default of a schema that has the form of a provider's key, or a random text given to something called a password, token or key.",
    why: "Code is stored, versioned and shown; a key in it is lost.",
    bad: {
      body: 'const headers = { "x-api-key": "9f8e7d6c5b4a39281706f5e4d3c2b1a0" };\nctx.log(headers);',
    },
    good: { body: 'const headers = { "x-api-key": inputs.text };\nctx.log(headers);' },
  },
  {
    id: "invisible-character",
    severity: "error",
    finds:
      "Characters that turn the direction of text or show nothing, and runs of variation selectors.",
    why: "The code that a reviewer sees must be the code that runs.",
    bad: { body: 'ctx.log("user\u202e");' },
    good: { body: 'ctx.log("user\\u202e", "👩‍👩‍👧");' },
  },
  {
    id: "ill-formed-text",
    severity: "error",
    finds: "Half of a character (a lone surrogate) in code, name, description, category or tags.",
    why: "It is no Unicode text and cannot be stored.",
    bad: { member: "name", value: "half \ud83d" },
    good: { member: "name", value: "whole 😀" },
  },
  {
    id: "code-size",
    severity: "error",
    finds: "Code of more than 65,536 bytes.",
    why: "It does too much for one node, and could not be stored.",
    bad: { program: `${whole}\n// ${"x".repeat(66_000)}` },
    good: { program: whole },
  },
  {
    id: "long-code",
    severity: "warning",
    finds: "Code of more than 20,000 characters.",
    why: "A node of this length does too much for one.",
    bad: { program: `${whole}\n// ${"x".repeat(21_000)}` },
    good: { program: whole },
  },
];
