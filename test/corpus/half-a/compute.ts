import { type CorpusNode, good, goodBut } from "../corpus-node.ts";

/** Nodes that only compute, in the styles in which people and models write them. */
export const compute: readonly CorpusNode[] = [
  good("upper case", {
    form: ["text"],
    code: `async function execute(inputs, ctx) {
  if (typeof inputs.text !== "string") throw new Error('input "text" must be a string');
  return { result: inputs.text.toUpperCase() };
}`,
  }),
  good("arrow helpers and a pipeline", {
    input: { numbers: "array", factor: "number?" },
    output: { total: "number", scaled: "array" },
    code: `const isNumber = (value) => typeof value === "number" && Number.isFinite(value);
const sum = (list) => list.reduce((total, value) => total + value, 0);

async function execute({ numbers, factor = 1 }) {
  if (!Array.isArray(numbers) || !numbers.every(isNumber)) {
    throw new TypeError('input "numbers" must be a list of numbers');
  }
  const scaled = numbers.map((value) => value * factor);
  return { total: sum(scaled), scaled };
}`,
  }),
  good("a class with private fields and a static method", {
    input: { words: "array" },
    output: { counts: "object", most: "string?" },
    code: `class Counter {
  #counts = new Map();
  static from(words) {
    const counter = new Counter();
    for (const word of words) counter.add(word);
    return counter;
  }
  add(word) {
    this.#counts.set(word, (this.#counts.get(word) ?? 0) + 1);
  }
  get entries() {
    return [...this.#counts].sort(([, a], [, b]) => b - a);
  }
}
function execute(inputs) {
  const { words } = inputs;
  if (!Array.isArray(words)) throw new Error("words must be a list");
  const { entries } = Counter.from(words);
  return { counts: Object.fromEntries(entries), most: entries[0]?.[0] ?? "" };
}`,
  }),
  good("regular expressions with named groups", {
    input: { line: "string" },
    output: { level: "string", message: "string" },
    code: `const logLine = /^\\[(?<level>[A-Z]+)\\]\\s+(?<message>.+)$/u;
async function execute(inputs) {
  if (typeof inputs.line !== "string") throw new Error("line must be a text");
  const groups = logLine.exec(inputs.line)?.groups;
  if (groups === undefined) throw new Error("line must look like [LEVEL] message");
  const { level, message } = groups;
  return { level: level.toLowerCase(), message };
}`,
  }),
  good("generators and spread", {
    input: { items: "array", size: "integer" },
    output: { chunks: "array" },
    code: `function* chunksOf(items, size) {
  for (let start = 0; start < items.length; start += size) yield items.slice(start, start + size);
}
async function execute({ items, size }) {
  if (!Array.isArray(items)) throw new Error("items must be a list");
  if (!Number.isInteger(size) || size < 1) throw new RangeError("size must be a whole number from 1");
  return { chunks: [...chunksOf(items, size)] };
}`,
  }),
  good("labelled loops", {
    input: { grid: "array", target: "number" },
    output: { row: "integer", column: "integer" },
    code: `async function execute(inputs) {
  const { grid, target } = inputs;
  if (!Array.isArray(grid)) throw new Error("grid must be a list of lists");
  let found = { row: -1, column: -1 };
  search: for (let row = 0; row < grid.length; row++) {
    for (let column = 0; column < grid[row].length; column++) {
      if (grid[row][column] !== target) continue;
      found = { row, column };
      break search;
    }
  }
  return found;
}`,
  }),
  good("words of another language as names", {
    input: { größe: "number", länge: "number" },
    output: { fläche: "number" },
    code: `function prüfe(wert, name) {
  if (typeof wert !== "number") throw new Error(name + " muss eine Zahl sein");
  return wert;
}
async function execute(inputs) {
  const größe = prüfe(inputs.größe, "größe");
  const länge = prüfe(inputs["länge"], "länge");
  return { fläche: größe * länge };
}`,
  }),
  good("the time is an input", {
    input: { at: "string", days: "integer" },
    output: { due: "string" },
    code: `async function execute(inputs) {
  const start = new Date(inputs.at);
  if (Number.isNaN(start.getTime())) throw new Error("at must be a date");
  const due = new Date(start.getTime() + inputs.days * 86_400_000);
  return { due: due.toISOString(), };
}`,
  }),
  good("keys of the result known only when it runs", {
    input: { pairs: "array" },
    outputSchema: { type: "object", properties: {}, additionalProperties: { type: "string" } },
    code: `async function execute(inputs) {
  if (!Array.isArray(inputs.pairs)) throw new Error("pairs must be a list");
  return Object.fromEntries(inputs.pairs.map(([key, value]) => [String(key), String(value)]));
}`,
  }),
  good("a helper takes the inputs", {
    input: { amount: "number", currency: "string?" },
    output: { text: "string" },
    code: `function readInputs(raw) {
  const amount = Number(raw.amount);
  if (!Number.isFinite(amount)) throw new Error("amount must be a number");
  return { amount, currency: raw.currency || "EUR" };
}
async function execute(inputs) {
  const { amount, currency } = readInputs(inputs);
  return { text: new Intl.NumberFormat("en-US", { style: "currency", currency }).format(amount) };
}`,
  }),
  good("bytes, hashes and hex", {
    input: { text: "string" },
    output: { sha256: "string" },
    code: `const hex = (bytes) => [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
async function execute({ text }) {
  if (typeof text !== "string") throw new Error("text must be a string");
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return { sha256: hex(new Uint8Array(digest)) };
}`,
  }),
  good("early returns and optional chaining", {
    input: { user: "object" },
    output: { city: "string", known: "boolean" },
    code: `const execute_city = (user) => user?.address?.[0]?.city?.trim?.();
async function execute(inputs, ctx) {
  if (!inputs.user) throw new Error("user is required");
  const city = execute_city(inputs.user);
  if (!city) return { city: "", known: false };
  ctx?.log?.("found", city);
  return { city, known: true };
}`,
  }),
  good("a result that is built in steps", {
    input: { csv: "string", separator: "string?" },
    output: { header: "array", rows: "array", warnings: "array?" },
    code: `async function execute(inputs, ctx) {
  const { csv, separator = "," } = inputs ?? {};
  if (typeof csv !== "string") { throw new Error("csv must be text"); }
  const lines = csv.split(/\\r?\\n/).filter(Boolean);
  const result = { header: (lines.shift() ?? "").split(separator), rows: [] };
  for (const line of lines) {
    const cells = line.split(separator);
    if (cells.length !== result.header.length) {
      result.warnings ??= [];
      result.warnings.push(\`line \${line} has \${cells.length} cells\`);
      continue;
    }
    result.rows.push(Object.fromEntries(result.header.map((name, i) => [name, cells[i]])));
  }
  ctx.log(\`\${result.rows.length} rows\`);
  return result;
}`,
  }),
  goodBut("few tests", ["too-few-tests"], {
    tests: [
      { name: "one", inputs: { text: "a" }, expected: { result: 1 } },
      { name: "bad", inputs: {}, error: { matches: "must" } },
    ],
    code: `async function execute(inputs) {
  if (typeof inputs.text !== "string") throw new Error("text must be a string");
  return { result: [...inputs.text].length };
}`,
  }),
];
