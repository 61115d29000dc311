import { type CorpusNode, good } from "../corpus-node.ts";

/** Nodes that only compute, by other hands. */
export const compute: readonly CorpusNode[] = [
  good("slug of a title", {
    input: { title: "string", length: "integer?" },
    output: { slug: "string" },
    form: ["title", "length"],
    code: `/** Turns a title into a slug. */
async function execute(inputs, ctx) {
  const { title, length = 80 } = inputs;
  if (typeof title !== 'string' || !title.trim()) {
    throw new TypeError('title must be a non-empty string');
  }
  const slug = title
    .normalize('NFKD')
    .replace(/[\\u0300-\\u036f]/g, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, length);
  return { slug };
}`,
  }),
  good("parse a duration", {
    input: { text: "string" },
    output: { seconds: "number" },
    code: `const UNITS = Object.freeze({ d: 86400, h: 3600, m: 60, s: 1 });
async function execute({ text } = {}) {
  const parts = [...String(text ?? '').matchAll(/(\\d+(?:\\.\\d+)?)\\s*([dhms])/g)];
  if (!parts.length) throw new Error(\`text must be a duration like 1h 30m, not "\${text}"\`);
  let seconds = 0;
  for (const [, amount, unit] of parts) seconds += parseFloat(amount) * UNITS[unit];
  return { seconds };
}`,
  }),
  good("group and sum", {
    input: { rows: "array", by: "string", sum: "string" },
    output: { groups: "array" },
    code: `async function execute({ rows, by, sum }, { log }) {
  if (!Array.isArray(rows)) { throw new Error('"rows" must be an array'); }
  const groups = rows.reduce((map, row) => {
    const key = String(row?.[by] ?? '');
    const amount = Number(row?.[sum]);
    if (Number.isNaN(amount)) { log('skipped', row); return map; }
    return map.set(key, (map.get(key) ?? 0) + amount);
  }, new Map());
  return { groups: Array.from(groups, ([key, total]) => ({ key, total })) };
}`,
  }),
  good("a Luhn check with a do loop", {
    input: { number: "string" },
    output: { valid: "boolean" },
    code: `function execute(inputs) {
  var digits = String(inputs.number).replace(/[\\s-]/g, "");
  if (!/^[0-9]+$/.test(digits)) { throw new Error("number must hold digits only"); }
  var sum = 0, i = digits.length - 1, double = false;
  do {
    var d = digits.charCodeAt(i) - 48;
    if (double) { d *= 2; if (d > 9) d -= 9; }
    sum += d;
    double = !double;
    i--;
  } while (i >= 0);
  return { valid: sum % 10 === 0 };
}`,
  }),
  good("differences of two lists", {
    input: { before: "array", after: "array" },
    output: { added: "array", removed: "array", same: "integer" },
    code: `const assertList = (value, name) => {
  if (!Array.isArray(value)) throw new Error(\`\${name} must be a list\`);
  return new Set(value.map((item) => JSON.stringify(item)));
};
async function execute(inputs) {
  const before = assertList(inputs.before, "before");
  const after = assertList(inputs.after, "after");
  const only = (a, b) => [...a].filter((item) => !b.has(item)).map((item) => JSON.parse(item));
  return { added: only(after, before), removed: only(before, after), same: before.size - only(before, after).length };
}`,
  }),
  good("a tokenizer with a cursor", {
    input: { expression: "string" },
    output: { value: "number" },
    code: `async function execute({ expression }) {
  if (typeof expression !== "string") throw new Error("expression must be a string");
  let at = 0;
  const peek = () => { while (expression[at] === " ") at++; return expression[at]; };
  const fail = (what) => { throw new SyntaxError("expected " + what + " at " + at); };
  const primary = () => {
    if (peek() === "(") { at++; const value = additive(); if (peek() !== ")") fail(")"); at++; return value; }
    const start = at;
    while (/[0-9.]/.test(expression[at] ?? "")) at++;
    if (start === at) fail("a number");
    return Number(expression.slice(start, at));
  };
  const product = () => {
    let value = primary();
    for (;;) {
      if (peek() === "*") { at++; value *= primary(); }
      else if (peek() === "/") { at++; value /= primary(); }
      else return value;
    }
  };
  const additive = () => {
    let value = product();
    while (peek() === "+" || peek() === "-") value += expression[at++] === "+" ? product() : -product();
    return value;
  };
  const value = additive();
  if (at < expression.length) fail("the end");
  return { value };
}`,
  }),
  good("Modbus registers to a float", {
    input: { registers: "array", swap: "boolean?" },
    output: { value: "number" },
    code: `async function execute({ registers, swap = false }) {
  const [a, b, ...more] = registers ?? [];
  if (![a, b].every((r) => Number.isInteger(r) && r >= 0 && r <= 0xffff) || more.length > 0) {
    throw new RangeError("registers must be two 16-bit numbers");
  }
  const view = new DataView(new ArrayBuffer(4));
  view.setUint16(0, swap ? b : a);
  view.setUint16(2, swap ? a : b);
  return { value: view.getFloat32(0) };
}`,
  }),
  good("errors by a class of its own", {
    input: { iban: "string" },
    output: { valid: "boolean", country: "string" },
    code: `class InputError extends Error {
  constructor(input, expected) {
    super(\`input "\${input}" must be \${expected}\`);
    this.name = "InputError";
  }
}
async function execute(inputs) {
  const iban = inputs.iban?.replaceAll(" ", "").toUpperCase();
  if (!iban || !/^[A-Z]{2}\\d{2}[A-Z0-9]{11,30}$/.test(iban)) throw new InputError("iban", "an IBAN");
  const digits = (iban.slice(4) + iban.slice(0, 4)).replace(/[A-Z]/g, (c) => c.charCodeAt(0) - 55);
  let rest = 0n;
  for (const d of digits) rest = (rest * 10n + BigInt(d)) % 97n;
  return { valid: rest === 1n, country: iban.slice(0, 2) };
}`,
  }),
  good("a rejected promise for bad input", {
    input: { list: "array" },
    output: { result: "array" },
    code: `async function execute({ list }) {
  if (!Array.isArray(list)) return Promise.reject(new Error("list must be an array"));
  const result = await Promise.all(list.map(async (item) => String(item)));
  return { result };
}`,
  }),
  good("spread inputs", {
    inputSchema: {
      type: "object",
      properties: { first: { type: "string" }, last: { type: "string" } },
      required: ["first", "last"],
      additionalProperties: true,
    },
    outputSchema: {
      type: "object",
      properties: { full: { type: "string" }, first: {}, last: {} },
      additionalProperties: true,
    },
    code: `async function execute(inputs) {
  const { first, last, ...others } = inputs;
  if ([first, last].some((name) => typeof name !== "string")) throw new Error("first and last must be texts");
  return { ...others, first, last, full: [first, last].join(" ") };
}`,
  }),
  good("日本語 as names", {
    input: { 金額: "number", 税率: "number?" },
    output: { 合計: "number" },
    code: `async function execute({ 金額, 税率 = 0.1 }) {
  if (typeof 金額 !== "number") throw new Error("金額 must be a number");
  const 税 = Math.round(金額 * 税率);
  return { 合計: 金額 + 税 };
}`,
  }),
  good("a long comment with code", {
    code: `/*
 * Usage:
 *   const fs = require("fs");
 *   while (true) { eval(process.argv[2]); }
 *   obj.constructor.prototype.x = 1;
 */
async function execute(inputs) {
  if (typeof inputs.text !== "string") throw new Error("text must be a string"); // not: process.exit(1)
  return { result: inputs.text.split("").reverse().join("") };
}`,
  }),
];
