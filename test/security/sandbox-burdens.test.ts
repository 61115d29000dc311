import { describe, expect, test } from "vitest";
import { useHostileSandbox } from "../support/sandbox/hostile-run.ts";

const { attempt, attemptCode } = useHostileSandbox();

/** Ended by a limit, or an error of the node's own: never a result, never a crash. */
const endings = ["timeout", "memory", "error", "invalid_output"];

describe("iteration without end", () => {
  test.each([
    [
      "helpers of iterators",
      "Iterator.from({ next: () => ({ done: false }) }).map((x) => x).filter(() => false).toArray();",
    ],
    ["flatMap of itself", "const g = () => Iterator.from([0]).flatMap(g); g().toArray();"],
    ["spreading", "[...{ *[Symbol.iterator]() { for (;;) yield 0; } }];"],
    ["destructuring", "const [...all] = (function* () { for (;;) yield 0; })();"],
    ["Array.from", "Array.from({ length: 2 ** 40 });"],
    [
      "Array.fromAsync",
      "await Array.fromAsync({ async *[Symbol.asyncIterator]() { for (;;) yield 0; } });",
    ],
    [
      "a length that lies",
      "Array.prototype.forEach.call({ length: 2 ** 53 - 1, 0: 0 }, () => {});",
    ],
    ["a list that grows while it is read", "const a = [0]; for (const x of a) a.push(x);"],
    [
      "a map that grows while it is read",
      "const m = new Map([[0, 0]]); let i = 1; for (const [k] of m) { m.delete(k); m.set(i++, 0); }",
    ],
    ["yield* of itself", "function* g() { yield* g(); } [...g()];"],
    [
      "a comparator without order",
      "for (;;) Array.from({ length: 1e3 }, (_, i) => i).sort(() => Math.random() - 0.5);",
    ],
    [
      "a comparator that shrinks its list",
      "const a = Array.from({ length: 1e4 }, (_, i) => i); for (;;) a.sort(() => { a.length = 1; a.push(2, 3); return 1; });",
    ],
    [
      "a reviver that builds what it reads",
      "JSON.parse('[0]', function (k, v) { return Array.isArray(v) ? v : [v]; }); for (;;) JSON.parse('[[[[0]]]]', (k, v) => v);",
    ],
    ["a replacer that adds to what is written", "JSON.stringify({ a: 1 }, (k, v) => ({ a: v }));"],
    ["a replacer function for text", "for (;;) 'a'.repeat(1e4).replace(/a/g, () => 'aa');"],
    ["setters that call themselves", "const o = { set a(v) { this.a = v; } }; o.a = 1;"],
    [
      "a proxy that is its own prototype's trap",
      "const p = new Proxy({}, { getPrototypeOf: () => p, get: (t, k, r) => r[k] }); p.x;",
    ],
    [
      "instanceof of itself",
      "const o = { get [Symbol.hasInstance]() { return () => ({}) instanceof o; } }; ({}) instanceof o;",
    ],
    ["rejections that reject", "const f = () => Promise.reject().catch(f); await f();"],
    ["await of thenables that await", "const t = { then(yes) { yes(t); } }; await t;"],
  ])("%s", async (_what, body) => {
    expect(endings).toContain((await attempt(body)).status);
  });
});

describe("text, numbers and patterns that take for ever", () => {
  test.each([
    ["nested quantifiers", "/^(([a-z])+.)+[A-Z]([a-z])+$/.test('a'.repeat(60));"],
    ["a look-behind", "/(?<=(a+)+)b/.test('a'.repeat(40));"],
    ["back references", "/^(a*)*\\1b$/.test('a'.repeat(40));"],
    ["classes of Unicode sets", "/^[\\p{L}--[a]]+([\\p{L}]+)+!$/v.test('é'.repeat(40));"],
    [
      "a million alternatives",
      "new RegExp(Array.from({ length: 2e5 }, (_, i) => 'x' + i).join('|')).test('y'.repeat(1e5));",
    ],
    [
      "normalising",
      "const t = 'e\\u0301'.repeat(1e5); for (;;) t.normalize('NFD').normalize('NFC');",
    ],
    ["splitting into letters", "for (;;) 'ab'.repeat(1e5).split('');"],
    ["padding", "let t = 'x'; for (;;) t = t.padEnd(t.length * 2, t);"],
    ["replacing all by more", "let t = 'aa'; for (;;) t = t.replaceAll('a', 'aa');"],
    ["a power of BigInts", "2n ** (2n ** 40n);"],
    ["a BigInt as text", "for (;;) (7n ** 30000n).toString();"],
    ["a text as a BigInt", "for (;;) BigInt('9'.repeat(20000));"],
    ["factorials", "let n = 1n; for (let i = 1n; ; i++) n *= i;"],
    ["digits of a number", "for (;;) (1e21 / 3).toString(2) + (0.1).toFixed(100);"],
    ["encoding", "const t = '€'.repeat(1e5); for (;;) encodeURIComponent(t);"],
    ["base64", "for (;;) btoa('x'.repeat(1e5));"],
    ["digests", "for (;;) await crypto.subtle.digest('SHA-512', new Uint8Array(1e5));"],
    ["URLs", "for (let i = 0; ; i++) new URL('https://a.example/' + 'x/../'.repeat(2e3) + i);"],
    [
      "parameters",
      "const p = new URLSearchParams(); for (let i = 0; ; i++) p.append('k' + i, 'v');",
    ],
    ["headers", "const h = new Headers(); for (let i = 0; ; i++) h.append('k' + i, 'v');"],
    [
      "settings of locales",
      "for (let i = 0; ; i++) new Intl.NumberFormat('en', { minimumFractionDigits: i % 20, x: 'y'.repeat(1e3) + i });",
    ],
    [
      "a comparison with settings of a megabyte",
      "for (let i = 0; ; i++) 'a'.localeCompare('b', 'en', { x: 'y'.repeat(1e6) + i });",
    ],
    ["segments", "for (;;) [...new Intl.Segmenter('en').segment('e\\u0301'.repeat(1e4))];"],
    [
      "a date far away",
      "for (;;) new Date(8.64e15).toLocaleString('ar', { dateStyle: 'full', calendar: 'islamic' });",
    ],
    [
      "code that makes code",
      "for (let i = 0; ; i++) Function('return ' + '1+'.repeat(1e4) + i)();",
    ],
    ["names without end", "const o = {}; for (let i = 0; ; i++) o['k' + i] = i;"],
  ])("%s", async (_what, body) => {
    expect(endings).toContain((await attempt(body)).status);
  });
});

describe("results that are larger than they look", () => {
  test.each([
    ["a list of one text", "const t = 'x'.repeat(1e4); return { a: Array(1e4).fill(t) };"],
    [
      "a graph without cycles",
      "let o = {}; for (let i = 0; i < 25; i++) o = { l: o, r: o }; return o;",
    ],
    [
      "a list that doubles by toJSON",
      "return { toJSON() { return { a: Array(1e6).fill({ toJSON: () => 'x'.repeat(100) }) }; } };",
    ],
    ["escapes", "return { a: '\\u0000'.repeat(4e5) };"],
    ["holes", "return { a: Array(1e7) };"],
    [
      "a proxy with keys without end",
      "return new Proxy({}, { ownKeys: () => Array.from({ length: 1e5 }, (_, i) => 'k' + i), getOwnPropertyDescriptor: () => ({ value: 'x'.repeat(50), enumerable: true, configurable: true }), get: () => 'x'.repeat(50) });",
    ],
    ["an error text of ten megabytes", "throw new Error('x'.repeat(1e7));"],
    [
      "an error's name of ten megabytes",
      "throw Object.assign(new Error('x'), { name: 'n'.repeat(1e7) });",
    ],
    [
      "a stack of ten megabytes",
      "throw Object.assign(new Error('x'), { stack: 'at f (node.js:1:1)\\n'.repeat(5e5) });",
    ],
  ])("%s", async (_what, body) => {
    const reply = await attempt(body, { limits: { cpuMs: 80, memoryMb: 64 } });
    expect(endings).toContain(reply.status);
    expect(JSON.stringify(reply).length).toBeLessThan(10_000);
  });
});

describe("code that is a burden to read", () => {
  test.each([
    [
      "nested functions",
      `function execute() { return ${"(() => ".repeat(2e3)}1${")".repeat(2e3)}; }`,
    ],
    [
      "nested lists",
      `const a = ${"[".repeat(6e4)}${"]".repeat(6e4)}; function execute() { return {}; }`,
    ],
    [
      "nested templates",
      `const a = ${"`${".repeat(5e3)}1${"}`".repeat(5e3)}; function execute() { return {}; }`,
    ],
    ["a chain of operators", `function execute() { return { a: ${"1+".repeat(9e4)}1 }; }`],
    ["a chain of else", `function execute(i) { ${"if (i.a) {} else ".repeat(1e4)}{} return {}; }`],
    [
      "ten thousand names",
      `${Array.from({ length: 1e4 }, (_, i) => `let v${i} = ${i};`).join("")} function execute() { return {}; }`,
    ],
    ["one endless name", `const ${"x".repeat(2e5)} = 1; function execute() { return {}; }`],
    ["line breaks alone", `${"\n".repeat(2.5e5)}x`],
    ["half a surrogate", "const a = '\ud800'; function execute() { return { a }; }"],
  ])("%s", async (_what, code) => {
    const reply = await attemptCode(code, { limits: { cpuMs: 60 } });
    expect(["success", "compile_error", ...endings]).toContain(reply.status);
  });
});
