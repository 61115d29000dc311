import { bad, type CorpusNode, checked } from "../corpus-node.ts";

const inBody = (title: string, rule: string, body: string): CorpusNode =>
  bad(title, rule, { code: checked(`${body}\n  return { result: 1 };`) });

/** More ways out of the language. */
export const hostile: readonly CorpusNode[] = [
  inBody("eval through a comma", "unknown-name", `  (0, eval)(inputs.text);`),
  inBody("eval as a callback", "unknown-name", `  [inputs.text].forEach(eval);`),
  inBody(
    "an async function made from text",
    "unknown-name",
    `  const AsyncFunction = Function;\n  await new AsyncFunction("x")();`,
  ),
  inBody(
    "process under typeof",
    "unknown-name",
    `  const host = typeof process === "object" ? process.version : "";\n  ctx.log(host);`,
  ),
  inBody("module.require", "unknown-name", `  module.require("net");`),
  inBody("files", "unknown-name", `  fs.readFileSync("/etc/shadow");`),
  inBody("self", "unknown-name", `  self.postMessage(inputs);`),
  inBody("Reflect.construct", "unknown-name", `  Reflect.construct(Date, []);`),
  inBody("WebAssembly", "unknown-name", `  await WebAssembly.instantiate(new Uint8Array(8));`),
  inBody("shared memory", "unknown-name", `  new SharedArrayBuffer(1024);`),
  inBody(
    "a finaliser",
    "unknown-name",
    `  new FinalizationRegistry(() => {}).register(inputs, 1);`,
  ),
  inBody("a global that is written", "unknown-name", `  leaked = inputs.text;`),
  inBody(
    "setTimeout is fine but Deno is not",
    "unknown-name",
    `  setTimeout(() => Deno.exit(), 1);`,
  ),
  bad("an import for its effect", "no-import", {
    code: `import "./patch.js";\n${checked("  return { result: 1 };")}`,
  }),
  inBody(
    "import with a computed name",
    "no-import",
    `  const name = ["node", "child_process"].join(":");\n  await import(name);`,
  ),
  inBody("import.meta", "no-import", `  ctx.log(import.meta.dirname);`),
  inBody(
    "a chain of constructors",
    "forbidden-member",
    `  "".sub.constructor.constructor("return process")();`,
  ),
  inBody(
    "optional constructor",
    "forbidden-member",
    `  const make = ctx?.log?.["constructor"];\n  ctx.log(make);`,
  ),
  inBody(
    "a name in a template",
    "forbidden-member",
    `  const part = 'struct';\n  [][\`con\${part}or\`];`,
  ),
  inBody(
    "a name backwards",
    "forbidden-member",
    `  const name = "rotcurtsnoc".split("").reverse().join("");\n  ctx.log[name]("return 1")();`,
  ),
  inBody("a name in capitals", "forbidden-member", `  [].map["CONSTRUCTOR".toLowerCase()];`),
  inBody(
    "a name with a part replaced",
    "forbidden-member",
    `  [].map["conZstructor".replace("Z", "")];`,
  ),
  inBody("a name by concat", "forbidden-member", `  [].map["con".concat("struc", "tor")];`),
  inBody(
    "a name by percent signs",
    "forbidden-member",
    `  [].map[decodeURIComponent("%63onstructor")];`,
  ),
  inBody(
    "a name chosen in a pattern",
    "forbidden-member",
    `  const { ["const" + "ructor"]: C } = [];\n  ctx.log(C);`,
  ),
  inBody(
    "a parameter that takes a prototype",
    "forbidden-member",
    `  const take = ({ __proto__: up }) => up;\n  ctx.log(take(inputs));`,
  ),
  inBody("pollution", "forbidden-member", `  inputs["__proto__"]["isAdmin"] = true;`),
  inBody("setPrototypeOf", "forbidden-member", `  Object.setPrototypeOf(inputs, null);`),
  inBody(
    "a descriptor",
    "forbidden-member",
    `  const d = Object.getOwnPropertyDescriptor(inputs, "text");\n  ctx.log(d);`,
  ),
  inBody("an escaped member", "forbidden-member", `  ctx.log.c\\u006fnstructor("return 1")();`),
  inBody("a caller", "forbidden-member", `  const f = () => f.caller;\n  ctx.log(f());`),
  inBody(
    "arguments in an inner function",
    "no-arguments",
    `  function all() { return arguments; }\n  ctx.log(all(1));`,
  ),
  inBody("for without a test", "endless-loop", `  for (let n = 0; ; n++) ctx.log(n);`),
  inBody("do for ever", "endless-loop", `  do { inputs.text += "x"; } while ("yes");`),
  inBody(
    "not nothing",
    "endless-loop",
    `  let heap = [];\n  while (!false) heap.push(new Array(1e6));`,
  ),
  inBody(
    "a test nobody changes",
    "endless-loop",
    `  let done = false;\n  let n = 0;\n  while (!done) { n += 1; }`,
  ),
  inBody(
    "a counter of another name",
    "endless-loop",
    `  let j = 0;\n  for (let i = 0; i < 5; j++) { ctx.log(i); }\n  ctx.log(j);`,
  ),
  inBody(
    "a return in a callback",
    "endless-loop",
    `  while (true) { inputs.text.split("").forEach((c) => { if (c === "x") return; }); }`,
  ),
  inBody(
    "a break of a switch",
    "endless-loop",
    `  for (;;) { switch (inputs.text) { case "": break; } }`,
  ),
  bad("a method that calls itself", "endless-recursion", {
    code: `const again = async (n) => { const wait = await Promise.resolve(n); return again(wait + 1); };
${checked("  return { result: await again(0) };")}`,
  }),
  bad("execute that calls itself", "endless-recursion", {
    code: `async function execute(inputs, ctx) {
  const result = await execute(inputs, ctx);
  if (!result) throw new Error("result must be there");
  return { result };
}`,
  }),
  inBody("a bidi isolate in a comment", "invisible-character", `  /* \u2067 if (admin) \u2069 */`),
  inBody("a soft hyphen in a name", "invisible-character", `  const pass\u00adword = 1;`),
  inBody("a word joiner in a text", "invisible-character", `  ctx.log("pay\u2060pal");`),
  inBody(
    "a joiner between letters of a name",
    "invisible-character",
    `  const user\u200dname = 1;\n  ctx.log(user\u200dname);`,
  ),
];
