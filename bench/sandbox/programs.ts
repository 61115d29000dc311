import type { HttpExchange, SandboxRun } from "#schemas/sandbox.ts";

/** What every engine is given to run: one node, its inputs, and what its requests are answered. */
export interface Program {
  readonly name: string;
  readonly code: string;
  readonly inputs: SandboxRun["inputs"];
  readonly requests?: number;
}

const host = "api.example.com";

export const trivial: Program = {
  name: "trivial run",
  code: "async function execute(inputs) { return { sum: inputs.a + inputs.b }; }",
  inputs: { a: 1, b: 2 },
};

const header = "id,name,city,amount,date";
const csvRow = (index: number) =>
  `${index},"Person ${index}, Jr.",City ${index % 40},${(index * 7.25) % 1_000},2026-0${1 + (index % 9)}-15`;

export const csv: Program = {
  name: "typical node: CSV of 1,000 rows",
  code: `
function parseLine(line) {
  const cells = [];
  let cell = "";
  let quoted = false;
  for (const character of line) {
    if (character === '"') quoted = !quoted;
    else if (character === "," && !quoted) { cells.push(cell.trim()); cell = ""; }
    else cell += character;
  }
  cells.push(cell.trim());
  return cells;
}
async function execute(inputs) {
  const [header, ...lines] = inputs.text.split(/\\r?\\n/).filter((line) => line !== "");
  const names = parseLine(header);
  const items = lines.map((line) => {
    const cells = parseLine(line);
    const item = Object.fromEntries(names.map((name, index) => [name, cells[index] ?? ""]));
    return { ...item, amount: Number(item.amount) };
  });
  const totals = {};
  for (const { city, amount } of items) totals[city] = (totals[city] ?? 0) + amount;
  return { items, totals, count: items.length };
}`,
  inputs: {
    text: [header, ...Array.from({ length: 1_000 }, (_, index) => csvRow(index))].join("\n"),
  },
};

const product = (index: number) => ({
  id: index,
  name: `Product ${index}`,
  price: (index * 13) % 500,
  tags: ["new", `group-${index % 7}`],
  stock: { count: index % 20, place: `shelf ${index % 90}` },
});

export const objects: Program = {
  name: "5,000 objects in and out",
  code: `
async function execute(inputs) {
  const items = inputs.items.map((item) => ({
    ...item,
    gross: Math.round(item.price * 119) / 100,
    available: item.stock.count > 0,
  }));
  items.sort((left, right) => right.price - left.price);
  return { items };
}`,
  inputs: { items: Array.from({ length: 5_000 }, (_, index) => product(index)) },
};

export const loop: Program = {
  name: "loop of 10,000,000",
  code: `
async function execute(inputs) {
  let sum = 0;
  for (let index = 0; index < inputs.count; index += 1) sum = (sum + index * 7) % 1000003;
  return { sum };
}`,
  inputs: { count: 10_000_000 },
};

/** FIPS 180-4, section 6.2. */
export const sha256: Program = {
  name: "SHA-256 of 256 KiB in JavaScript",
  code: `
const primes = [];
for (let candidate = 2; primes.length < 64; candidate += 1) {
  if (primes.every((prime) => candidate % prime !== 0)) primes.push(candidate);
}
const fraction = (root) => ((root - Math.floor(root)) * 2 ** 32) | 0;
const constants = primes.map((prime) => fraction(Math.cbrt(prime)));
const rotate = (word, count) => (word >>> count) | (word << (32 - count));

function addBlock(state, view, start) {
  const words = new Int32Array(64);
  for (let index = 0; index < 16; index += 1) words[index] = view.getInt32(start + index * 4);
  for (let index = 16; index < 64; index += 1) {
    const early = words[index - 15];
    const late = words[index - 2];
    const small = rotate(early, 7) ^ rotate(early, 18) ^ (early >>> 3);
    const large = rotate(late, 17) ^ rotate(late, 19) ^ (late >>> 10);
    words[index] = (words[index - 16] + small + words[index - 7] + large) | 0;
  }
  let [a, b, c, d, e, f, g, h] = state;
  for (let index = 0; index < 64; index += 1) {
    const upper = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25);
    const choice = (e & f) ^ (~e & g);
    const first = (h + upper + choice + constants[index] + words[index]) | 0;
    const lower = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22);
    const second = (lower + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g; g = f; f = e; e = (d + first) | 0;
    d = c; c = b; b = a; a = (first + second) | 0;
  }
  [a, b, c, d, e, f, g, h].forEach((word, index) => { state[index] = (state[index] + word) | 0; });
}

async function execute(inputs) {
  const length = inputs.bytes;
  const padded = new Uint8Array(Math.ceil((length + 9) / 64) * 64);
  for (let index = 0; index < length; index += 1) padded[index] = index & 255;
  padded[length] = 128;
  const view = new DataView(padded.buffer);
  view.setUint32(padded.length - 4, length * 8);
  const state = primes.slice(0, 8).map((prime) => fraction(Math.sqrt(prime)));
  for (let start = 0; start < padded.length; start += 64) addBlock(state, view, start);
  return { hash: state.map((word) => (word >>> 0).toString(16).padStart(8, "0")).join("") };
}`,
  inputs: { bytes: 256 << 10 },
};

export const hostCalls: Program = {
  name: "10 host calls in turn",
  code: `
async function execute(inputs, ctx) {
  let sum = 0;
  for (let index = 0; index < inputs.count; index += 1) {
    const response = await ctx.fetch(inputs.url);
    sum += (await response.json()).value;
  }
  return { sum };
}`,
  inputs: { count: 10, url: `https://${host}/value` },
  requests: 10,
};

export const declaredHosts = [host];

/** What every request of a program is answered, in every engine. */
export const answerText = '{"value":2}';

export const exchanges = (count: number): HttpExchange[] =>
  Array.from({ length: count }, () => ({
    expect: { method: "GET", path: "/value" },
    reply: { status: 200, headers: { "content-type": "application/json" }, body: { value: 2 } },
  }));
