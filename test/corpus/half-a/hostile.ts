import { bad, type CorpusNode, checked } from "../corpus-node.ts";

const inBody = (title: string, rule: string, body: string): CorpusNode =>
  bad(title, rule, { code: checked(`${body}\n  return { result: 1 };`) });

/** Ways out of the language that is offered, in many spellings. */
export const hostile: readonly CorpusNode[] = [
  inBody("eval", "unknown-name", `  eval(inputs.text);`),
  inBody("eval with an escape in its name", "unknown-name", `  \\u0065val(inputs.text);`),
  inBody("Function", "unknown-name", `  const run = new Function("return this");\n  run();`),
  inBody("process.env", "unknown-name", `  ctx.log(process.env.AWS_SECRET_ACCESS_KEY);`),
  inBody(
    "require",
    "unknown-name",
    `  const { execSync } = require("child_process");\n  execSync("id");`,
  ),
  inBody("globalThis", "unknown-name", `  const root = globalThis;\n  root["ev" + "al"]("1");`),
  inBody("Reflect.get", "unknown-name", `  Reflect.get([], "constr" + "uctor");`),
  inBody(
    "a proxy",
    "unknown-name",
    `  const p = new Proxy({}, { get: () => 1 });\n  ctx.log(p.a);`,
  ),
  inBody(
    "import of a module",
    "no-import",
    `  const fs = await import("node:fs");\n  ctx.log(fs);`,
  ),
  bad("an import statement", "no-import", {
    code: `import { readFileSync } from "node:fs";
${checked("  return { result: readFileSync(inputs.text, 'utf8') };")}`,
  }),
  inBody(
    "the constructor of a function",
    "forbidden-member",
    `  (async () => {}).constructor("return 1")();`,
  ),
  inBody(
    "a name in two parts",
    "forbidden-member",
    `  const f = []["const" + "ructor"];\n  ctx.log(f);`,
  ),
  inBody(
    "a name joined from a list",
    "forbidden-member",
    `  [][["con", "struct", "or"].join("")];`,
  ),
  inBody(
    "a name from character codes",
    "forbidden-member",
    `  const name = String.fromCharCode(99, 111, 110, 115, 116, 114, 117, 99, 116, 111, 114);\n  ctx.log[name];`,
  ),
  inBody("a name out of base64", "forbidden-member", `  ({})[atob("Y29uc3RydWN0b3I=")];`),
  inBody(
    "a name with escapes",
    "forbidden-member",
    `  const make = inputs["\\x63onstruct\\u006fr"];\n  ctx.log(make);`,
  ),
  inBody(
    "a destructured constructor",
    "forbidden-member",
    `  const { constructor: C } = ctx.log;\n  C("return 1")();`,
  ),
  inBody(
    "a deep destructured prototype",
    "forbidden-member",
    `  const [{ a: { __proto__: p } }] = [{ a: {} }];\n  ctx.log(p);`,
  ),
  inBody("a prototype of an array", "forbidden-member", `  Array["prototype"].map = () => [];`),
  inBody(
    "getPrototypeOf taken out of Object",
    "forbidden-member",
    `  const { getPrototypeOf: up } = Object;\n  up(async () => {});`,
  ),
  inBody(
    "a getter that is defined",
    "forbidden-member",
    `  Object.defineProperty(inputs, "text", { get: () => "x" });`,
  ),
  inBody("a getter of old", "forbidden-member", `  inputs.__defineGetter__("text", () => "x");`),
  inBody(
    "a name kept in a variable",
    "forbidden-member",
    `  let key = "";\n  key = "constructor";\n  [][key][key]("return 1")();`,
  ),
  inBody(
    "a prototype in a literal",
    "forbidden-member",
    `  const evil = { "__proto__": { admin: true } };\n  ctx.log(evil.admin);`,
  ),
  inBody("arguments.callee", "no-arguments", `  ctx.log(arguments.callee);`),
  inBody("a loop without an end", "endless-loop", `  while (true) { ctx.log("mining"); }`),
  inBody(
    "a loop on a constant",
    "endless-loop",
    `  const forever = true;\n  let n = 0;\n  while (forever) n += 1;`,
  ),
  inBody(
    "a loop on a comparison of constants",
    "endless-loop",
    `  let n = 0;\n  while (1 === 1) { n++; }`,
  ),
  inBody(
    "a counter that never moves",
    "endless-loop",
    `  let i = 0;\n  let sum = 0;\n  while (i < 10) { sum += 2; }\n  ctx.log(sum);`,
  ),
  inBody(
    "a counter that moves the wrong way",
    "endless-loop",
    `  let sum = 0;\n  for (let i = 0; i < 10; i--) { sum += i; }\n  ctx.log(sum);`,
  ),
  inBody(
    "a break of an inner label",
    "endless-loop",
    `  for (;;) { inner: for (const c of inputs.text) { if (c) break inner; } }`,
  ),
  inBody(
    "an error that is caught inside",
    "endless-loop",
    `  while (true) { try { throw new Error("x"); } catch { ctx.log("again"); } }`,
  ),
  bad("recursion without an end", "endless-recursion", {
    code: `function walk(n) { return walk(n + 1); }
${checked("  return { result: walk(0) };")}`,
  }),
  bad("two functions that call each other", "endless-recursion", {
    code: `const ping = (n) => { const next = n + 1; return pong(next); };
const pong = (n) => ping(n * 2);
${checked("  return { result: ping(1) };")}`,
  }),
  inBody(
    "text that runs backwards",
    "invisible-character",
    `  const access = "user\u202e // check\u2066";\n  ctx.log(access);`,
  ),
  inBody("a space nobody sees", "invisible-character", `  const a\u200bb = 1;`),
  inBody(
    "a variable nobody sees",
    "invisible-character",
    `  const \u3164 = inputs.text;\n  ctx.log(\u3164);`,
  ),
  inBody(
    "text hidden in variation selectors",
    "invisible-character",
    `  const s = "a\ufe01\ufe02\u{e0101}\u{e0110}";\n  ctx.log(s.length);`,
  ),
  inBody(
    "text hidden in tags",
    "invisible-character",
    `  const s = "hi\u{e0041}\u{e0042}";\n  ctx.log(s);`,
  ),
];
