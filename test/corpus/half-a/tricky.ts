import { type CorpusNode, checked, good } from "../corpus-node.ts";

/** Good code that looks bad to a rule that reads words instead of meaning. */
export const tricky: readonly CorpusNode[] = [
  good("a variable named process", {
    code: checked(`  const process = (text) => text.trim();
  return { result: process(inputs.text) };`),
  }),
  good("eval in a text and in a comment", {
    code: checked(`  // never use eval(inputs.text) or new Function() or require("fs") here
  const advice = "Do not call eval() nor process.exit()";
  return { result: inputs.text.includes("eval(") ? advice : "" };`),
  }),
  good("the word constructor in a text", {
    code: checked(`  const message = "obj.constructor is not offered";
  return { result: inputs.text === "constructor" ? message : inputs.text };`),
  }),
  good("a loop that ends by break", {
    code: checked(`  let rest = inputs.text;
  let turns = 0;
  while (true) {
    if (rest === "") break;
    rest = rest.slice(1);
    turns += 1;
  }
  return { result: turns };`),
  }),
  good("a generator without an end", {
    code: `function* ids(prefix) {
  let next = 1;
  while (true) yield \`\${prefix}-\${next++}\`;
}
async function execute({ text }) {
  if (typeof text !== "string") throw new Error("text must be a string");
  const source = ids(text);
  return { result: [source.next().value, source.next().value] };
}`,
  }),
  good("an endless loop left by continue of an outer one", {
    input: { lines: "array" },
    code: checked(`  const found = [];
  outer: for (const line of inputs.lines) {
    let at = 0;
    for (;;) {
      if (at >= line.length) continue outer;
      if (line[at] === "#") { found.push(at); continue outer; }
      at += 1;
    }
  }
  return { result: found };`),
  }),
  good("a guard against prototype pollution", {
    input: { data: "object" },
    code: checked(`  const unsafe = ["__proto__", "constructor", "prototype"];
  const entries = Object.entries(inputs.data).filter(([key]) => !unsafe.includes(key));
  return { result: Object.fromEntries(entries) };`),
  }),
  good("a stage of work called prototype", {
    input: { done: "boolean" },
    output: { stage: "string" },
    code: checked(`  const first = "prototype";
  const stage = inputs.done ? "product" : first;
  return { stage };`),
  }),
  good("a function of its own called fetch", {
    input: { key: "string" },
    code: `const table = new Map([["a", 1], ["b", 2]]);
const fetch = (key) => table.get(key);
async function execute(inputs) {
  if (typeof inputs.key !== "string") throw new Error("key must be a string");
  return { result: fetch(inputs.key) ?? null };
}`,
  }),
  good("a method of its own called fetch", {
    input: { key: "string" },
    code: `class Cache {
  #kept = new Map();
  fetch(key) { return this.#kept.get(key) ?? this.load(key); }
  load(key) { const value = key.length; this.#kept.set(key, value); return value; }
}
async function execute({ key }) {
  if (typeof key !== "string") throw new Error("key must be a string");
  const cache = new Cache();
  return { result: cache.fetch(key) + cache.fetch(key) };
}`,
  }),
  good("key-looking data in its tests", {
    input: { text: "string" },
    tests: [
      {
        name: "hides a key",
        inputs: { text: "key AKIAIOSFODNN7EXAMPLE" },
        expected: { result: "key ***" },
      },
      { name: "leaves words", inputs: { text: "no key" }, expected: { result: "no key" } },
      { name: "bad", inputs: { text: 4 }, error: { matches: "string" } },
    ],
    code: `const keys = [/\\bAKIA[0-9A-Z]{16}\\b/g, /\\bsk-[A-Za-z0-9]{20,}/g, /ghp_[A-Za-z0-9]{36}/g];
async function execute({ text }) {
  if (typeof text !== "string") throw new Error("text must be a string");
  return { result: keys.reduce((rest, form) => rest.replace(form, "***"), text) };
}`,
  }),
  good("names and texts that only sound secret", {
    input: { token: "string" },
    output: { tokenType: "string", hint: "string" },
    code: `const passwordPattern = "^(?=.*[A-Z]).{12,}$";
const secret = "see-the-input-field";
async function execute({ token }) {
  if (typeof token !== "string" || !new RegExp(passwordPattern).test(token)) {
    throw new Error("token must fit the pattern");
  }
  return { tokenType: "bearer", hint: secret };
}`,
  }),
  good("emoji, flags and scripts in texts", {
    code: checked(`  const marks = ["👩‍👩‍👧", "❤️", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "می‌خواهم", "日本語", "עברית"];
  return { result: marks.indexOf(inputs.text) };`),
  }),
  good("recursion that ends", {
    input: { tree: "object" },
    code: `const depthOf = (node) => {
  if (!Array.isArray(node?.children) || node.children.length === 0) return 1;
  return 1 + Math.max(...node.children.map(depthOf));
};
function factorial(n) { return n <= 1 ? 1 : n * factorial(n - 1); }
async function execute({ tree }) {
  if (tree === null || typeof tree !== "object") throw new Error("tree must be an object");
  const depth = depthOf(tree);
  return { result: { depth, orders: factorial(depth) } };
}`,
  }),
  good("a countdown in a while loop", {
    input: { count: "integer" },
    code: checked(`  let left = inputs.count;
  const lines = [];
  while (left --> 0) lines.push(left);
  do { lines.unshift(lines.length); } while (lines.length < 3);
  return { result: lines };`),
  }),
  good("a loop over what a regular expression finds", {
    code: checked(`  const words = /\\p{L}+/gu;
  const found = [];
  let match;
  while ((match = words.exec(inputs.text)) !== null) found.push(match[0]);
  const queue = [...found];
  while (queue.length) queue.pop();
  return { result: found };`),
  }),
];
