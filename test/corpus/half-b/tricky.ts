import { type CorpusNode, checked, good } from "../corpus-node.ts";

/** More good code that looks bad. */
export const tricky: readonly CorpusNode[] = [
  good("parameters named like what is missing", {
    input: { document: "string", window: "integer" },
    code: `const cut = (document, window) => document.slice(0, window);
async function execute({ document, window }) {
  if (typeof document !== "string") throw new Error("document must be a string");
  return { result: cut(document, window) };
}`,
  }),
  good("a module-level function named require", {
    code: `function require(condition, message) { if (!condition) throw new Error(message); }
async function execute(inputs) {
  require(typeof inputs.text === "string", "text must be a string");
  return { result: inputs.text };
}`,
  }),
  good("a linter that looks for bad words", {
    input: { source: "string" },
    output: { found: "array" },
    code: `const rules = { "no-eval": /\\beval\\s*\\(/, "no-proto": /__proto__|\\.prototype\\b/, "no-loop": /while\\s*\\(true\\)/ };
async function execute({ source }) {
  if (typeof source !== "string") throw new Error("source must be a string");
  const found = Object.entries(rules).filter(([, form]) => form.test(source)).map(([rule]) => rule);
  return { found };
}`,
  }),
  good("a set of reserved words", {
    code: checked(`  const reserved = new Set(["constructor", "prototype", "__proto__", "eval", "arguments"]);
  const name = inputs.text;
  if (name === "prototype" || reserved.has(name)) return { result: "_" + name };
  return { result: name };`),
  }),
  good("an object whose member says constructor", {
    code: checked(`  const team = { driver: "A", team: "constructor" };
  team.kind = "constructor";
  return { result: Object.values(team).includes(inputs.text) };`),
  }),
  good("a class with a constructor and a getter", {
    code: `class Range {
  constructor(from, to) { this.from = from; this.to = to; }
  get length() { return this.to - this.from; }
  *[Symbol.iterator]() { for (let n = this.from; n < this.to; n += 1) yield n; }
}
async function execute({ text }) {
  if (typeof text !== "string") throw new Error("text must be a string");
  return { result: [...new Range(0, text.length)] };
}`,
  }),
  good("a search by halves", {
    input: { sorted: "array", wanted: "number" },
    code: checked(`  const { sorted, wanted } = inputs;
  let low = 0, high = sorted.length - 1;
  while (low <= high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle] === wanted) return { result: middle };
    if (sorted[middle] < wanted) low = middle + 1; else high = middle - 1;
  }
  return { result: -1 };`),
  }),
  good("a loop that another function moves on", {
    code: checked(`  let index = 0;
  const next = () => inputs.text[index++];
  let seen = 0;
  while (index < inputs.text.length) { if (next() === "a") seen += 1; }
  return { result: seen };`),
  }),
  good("a loop with a flag", {
    input: { list: "array" },
    code: checked(`  const list = [...inputs.list];
  let swapped = true;
  while (swapped) {
    swapped = false;
    for (let i = 1; i < list.length; i++) {
      if (list[i - 1] > list[i]) { [list[i - 1], list[i]] = [list[i], list[i - 1]]; swapped = true; }
    }
  }
  return { result: list };`),
  }),
  good("a for loop downwards", {
    code: checked(`  let reversed = "";
  for (let i = inputs.text.length - 1; i >= 0; i--) reversed += inputs.text[i];
  for (let step = 10, at = 0; at < 100; at += step) reversed += at;
  return { result: reversed };`),
  }),
  good("a walk up a linked list", {
    input: { head: "object" },
    code: checked(`  const values = [];
  for (let node = inputs.head; node; node = node.next) values.push(node.value);
  return { result: values };`),
  }),
  good("Ackermann, bounded", {
    input: { m: "integer", n: "integer" },
    code: `const ackermann = (m, n) => m === 0 ? n + 1 : ackermann(m - 1, n === 0 ? 1 : ackermann(m, n - 1));
async function execute({ m, n }) {
  if (m > 2 || n > 5) throw new RangeError("m must be at most 2, n at most 5");
  return { result: ackermann(m, n) };
}`,
  }),
  good("two functions that call each other to an end", {
    input: { n: "integer" },
    code: `function isEven(n) { if (n === 0) return true; return isOdd(n - 1); }
function isOdd(n) { return n !== 0 && isEven(n - 1); }
async function execute({ n }) {
  if (!Number.isInteger(n) || n < 0 || n > 500) throw new Error("n must be from 0 to 500");
  return { result: isEven(n) };
}`,
  }),
  good("templates that mention hosts without a call", {
    input: { id: "string" },
    code: checked(
      `  return { result: \`https://shop.example.org/items/\${encodeURIComponent(inputs.id)}\` };`,
    ),
  }),
  good("dates of an input by parts", {
    input: { year: "integer", month: "integer" },
    code: checked(`  const first = new Date(Date.UTC(inputs.year, inputs.month - 1, 1));
  const days = new Date(inputs.year, inputs.month, 0).getDate();
  return { result: [Date.parse(first.toISOString()), days] };`),
  }),
  good("digits, hashes and ids that are no secrets", {
    code: checked(`  const emptySha256 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
  const tokenPattern = "[A-Za-z0-9_-]{20,40}";
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  const passwordField = "input[name=password1]";
  return { result: [emptySha256, tokenPattern, alphabet, passwordField].indexOf(inputs.text) };`),
  }),
  good("an empty catch in a search that goes on", {
    input: { candidates: "array" },
    code: checked(`  for (const text of inputs.candidates) {
    try { return { result: JSON.parse(text) }; } catch { /* the next one may be JSON */ }
  }
  throw new Error("candidates must hold JSON");`),
  }),
  good("a byte order mark as an escape", {
    code: checked(`  const clean = inputs.text.replace(/^\\uFEFF|[\\u200B-\\u200D\\u2060]/gu, "").replaceAll("\\u202e", "");
  return { result: clean };`),
  }),
];
