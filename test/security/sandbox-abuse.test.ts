import { describe, expect, test } from "vitest";
import { useHostileSandbox } from "../support/sandbox/hostile-run.ts";

const { attempt, attemptCode } = useHostileSandbox();

describe("code that never ends is ended", () => {
  test.each([
    ["a loop", "for (;;);"],
    ["recursion that catches its end", "const f = () => { try { f(); } catch { f(); } }; f();"],
    ["a loop in finally", "try { throw 1; } finally { for (;;); }"],
    [
      "a catch around the interruption",
      "for (;;) { try { for (;;); } catch {} finally { continue; } }",
    ],
    ["promises", "const f = () => Promise.resolve().then(f); await f();"],
    ["microtasks", "const f = () => queueMicrotask(f); f(); await new Promise(() => {});"],
    ["awaiting nothing", "for (;;) await undefined;"],
    ["a generator", "function* g() { for (;;) yield 1; } for (const x of g());"],
    ["an async generator", "async function* g() { for (;;) yield 1; } for await (const x of g());"],
    [
      "timers of no time",
      "const f = () => { for (let i = 0; i < 1e4; i++); setTimeout(f, 0); }; f(); await new Promise(() => {});",
    ],
    ["a getter while it is serialised", "return { get a() { for (;;); } };"],
    ["toJSON", "return { toJSON() { for (;;); } };"],
    ["a proxy's trap", "return new Proxy({}, { ownKeys() { for (;;); } });"],
    ["the message of what is thrown", "throw { get message() { for (;;); } };"],
    [
      "the name of what is thrown",
      "throw Object.defineProperty(new Error('x'), 'name', { get() { for (;;); } });",
    ],
    ["toString while logging", "ctx.log({ toJSON() { for (;;); } });"],
    ["a thenable", "return { then() { for (;;); } };"],
    ["sorting", "[3, 2, 1].sort(() => { for (;;); });"],
    ["a pattern that backtracks", "/^(a+)+$/.test('a'.repeat(40) + 'b');"],
    ["another such pattern", "/(x+x+)+y/.exec('x'.repeat(50));"],
    ["big numbers", "let n = 3n; for (;;) n = n * n;"],
    [
      "many locale calls",
      "for (;;) (Math.random()).toLocaleString('de-DE', { minimumFractionDigits: 3 });",
    ],
    ["many comparisons", "const t = 'é'.repeat(3e4); for (;;) t.localeCompare(t + 'x');"],
    [
      "key derivation",
      "const k = await crypto.subtle.importKey('raw', new Uint8Array(8), 'PBKDF2', false, ['deriveBits']); await crypto.subtle.deriveBits({ name: 'PBKDF2', hash: 'SHA-512', salt: new Uint8Array(8), iterations: 2e9 }, k, 512); for (;;);",
    ],
  ])("%s", async (_what, body) => {
    const reply = await attempt(body);
    expect(["timeout", "memory", "error"]).toContain(reply.status);
  });

  test("code that never ends while it is loaded", async () => {
    expect(await attemptCode("for (;;);")).toMatchObject({ status: "timeout" });
    const getter = "Object.defineProperty(globalThis, 'execute', { get() { for (;;); } });";
    expect(await attemptCode(getter)).toMatchObject({ status: "timeout" });
  });
});

describe("native code that asks nobody is ended with its thread", () => {
  test.each([
    ["reverse", "const a = new Uint8Array(8e6); for (;;) a.reverse();"],
    ["copyWithin", "const a = new Uint8Array(8e6); for (;;) a.copyWithin(1, 0);"],
    ["join of holes", "new Array(2 ** 31).join('');"],
    ["searching text", "const t = 'a'.repeat(8e6); for (;;) t.indexOf('a'.repeat(4e3) + 'b');"],
    ["padStart", "for (;;) ''.padStart(8e6, 'ab');"],
    ["a graph that doubles", "let a = []; for (let i = 0; i < 40; i++) a = [a, a]; return { a };"],
    ["a long division", "const n = 7n ** 200000n; for (;;) n / 3n;"],
  ])("%s", async (_what, body) => {
    const reply = await attempt(body);
    expect(["timeout", "memory", "error"]).toContain(reply.status);
  });
});

describe("memory stays within its bound", () => {
  test.each([
    ["arrays", "const a = []; for (;;) a.push(new Array(1e5).fill(a.length));"],
    ["objects", "const a = []; for (;;) a.push({ a: { b: { c: a.length } } });"],
    ["text", "const a = []; for (;;) a.push('x'.repeat(1e6) + a.length);"],
    ["doubling text", "let t = 'xy'; for (;;) t = t + t;"],
    ["bytes", "const a = []; for (;;) a.push(new Uint8Array(1e6));"],
    ["shared bytes", "const a = []; for (;;) a.push(new SharedArrayBuffer(1e6));"],
    [
      "growing bytes",
      "const b = new ArrayBuffer(1, { maxByteLength: 1e9 }); for (let n = 1; ; n *= 2) b.resize(n);",
    ],
    ["maps", "const m = new Map(); for (let i = 0; ; i++) m.set(i, { i });"],
    ["closures", "let f = () => 1; for (;;) { const g = f; f = () => g; }"],
    ["promises", "const a = []; for (;;) a.push(new Promise(() => {}));"],
    [
      "patterns",
      "const a = []; for (let i = 0; ; i++) a.push(new RegExp('x{1,' + (i % 1000) + '}y' + i));",
    ],
    ["symbols", "const a = []; for (let i = 0; ; i++) a.push(Symbol.for('s' + i));"],
    ["big numbers", "let n = 1n; for (;;) n <<= 100000n;"],
    [
      "parsing",
      "const t = '[' + '1,'.repeat(1e6) + '1]'; const a = []; for (;;) a.push(JSON.parse(t));",
    ],
    ["cloning", "let a = [1]; for (;;) a = structuredClone([a, a]);"],
    ["one huge block", "new ArrayBuffer(2 ** 31);"],
    [
      "a caught lack of it, again and again",
      "const a = []; for (;;) { try { for (;;) a.push(new Uint8Array(1e5)); } catch {} }",
    ],
  ])("%s", async (_what, body) => {
    const reply = await attempt(body, { limits: { cpuMs: 50 } });
    expect(["memory", "timeout", "error"]).toContain(reply.status);
    expect(reply.stats.memory_bytes).toBeLessThan(64 << 20);
  });
});

describe("depth and number", () => {
  test.each([
    ["recursion", "const f = () => f() + 1; f();"],
    [
      "nested arrays, serialised",
      "let a = []; for (let i = 0; i < 2e4; i++) a = [a]; return { a };",
    ],
    [
      "nested arrays, cloned",
      "let a = []; for (let i = 0; i < 2e4; i++) a = [a]; structuredClone(a);",
    ],
    ["nested text, parsed", "JSON.parse('['.repeat(1e5) + ']'.repeat(1e5));"],
    ["nested code", "Function('return ' + '('.repeat(1e5) + ')'.repeat(1e5));"],
    ["a nested pattern", "new RegExp('('.repeat(1e5) + ')'.repeat(1e5));"],
    [
      "a chain of proxies",
      "let p = {}; for (let i = 0; i < 1e4; i++) p = new Proxy(p, {}); return { x: p.x, p };",
    ],
    [
      "a chain of prototypes",
      "let o = {}; for (let i = 0; i < 1e4; i++) o = Object.create(o); return { x: String(o.missing) };",
    ],
    ["a storm of rejections", "for (let i = 0; i < 5e3; i++) Promise.reject(i); return {};"],
    [
      "a storm of requests",
      "await Promise.allSettled(Array.from({ length: 500 }, () => ctx.fetch('https://a.example'))); return {};",
    ],
    [
      "a storm of timers",
      "for (let i = 0; i < 1e4; i++) { try { setInterval(() => {}, 0); } catch {} } return {};",
    ],
    ["a flood of logs", "for (let i = 0; i < 2e4; i++) ctx.log('x'.repeat(1e3), i); return {};"],
    [
      "one endless log line",
      "ctx.log(...Array.from({ length: 2e3 }, () => 'x'.repeat(1e3))); return {};",
    ],
    ["a name of a megabyte", "return { ['k'.repeat(9e5)]: 1 };"],
    [
      "a request of a megabyte",
      "await ctx.fetch('https://a.example/' + 'x'.repeat(1e6)); return {};",
    ],
    ["a locale of a megabyte", "return { t: (1).toLocaleString('e'.repeat(1e6)) };"],
  ])("%s", async (_what, body) => {
    const reply = await attempt(body, { limits: { cpuMs: 80 } });
    expect(JSON.stringify(reply).length).toBeLessThan(1_200_000);
    expect(reply.logs.length).toBeLessThanOrEqual(201);
    expect(reply.stats.fetches.length).toBeLessThanOrEqual(20);
  });

  test("code of the largest size", async () => {
    const reply = await attemptCode(
      `function execute() { return { n: [${"1,".repeat(120_000)}].length }; }`,
      { limits: { cpuMs: 2_000 } },
    );
    expect(reply.status).toBe("success");
  });
});
