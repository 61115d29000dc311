import { describe, expect, test } from "vitest";
import { sandboxRequest, useSandbox } from "../support/sandbox/shared-sandbox.ts";

const { run, runCode, send } = useSandbox();

describe("nothing passes from one run to the next", () => {
  test.each([
    ["a global", "globalThis.secret = 1", "typeof secret"],
    ["a prototype", "Object.prototype.secret = 1; Array.prototype.secret = 1", "typeof [].secret"],
    [
      "a frozen prototype",
      "Object.freeze(Object.prototype)",
      "String(Object.isFrozen(Object.prototype) ? 1 : undefined)",
    ],
    [
      "a replaced built-in",
      "Math.max = () => 'secret'",
      "Math.max(1) === 1 ? 'undefined' : 'leaked'",
    ],
    [
      "a replaced shim",
      "globalThis.Intl = globalThis.URL = undefined; String.prototype.localeCompare = 1",
      "typeof Intl === 'object' && typeof URL === 'function' && 'a'.localeCompare('a') === 0 ? 'undefined' : 'leaked'",
    ],
    [
      "a symbol's registry",
      "Symbol.for('secret').x; globalThis[Symbol.for('secret')] = 1",
      "typeof globalThis[Symbol.for('secret')]",
    ],
    [
      "the last match of a pattern",
      "/s(ecret)/.exec('secret')",
      "RegExp.$1 ? 'leaked' : 'undefined'",
    ],
    [
      "a locked stack formatter",
      "Error.stackTraceLimit = 0",
      "Error.stackTraceLimit === 10 ? 'undefined' : 'leaked'",
    ],
    [
      "a timer",
      "setInterval(() => { globalThis.secret = 1; }, 1)",
      "(await new Promise((r) => setTimeout(r, 20)), typeof secret)",
    ],
    [
      "the context",
      "ctx.secret = 1; ctx.log.secret = 1",
      "typeof ctx.secret === typeof ctx.log.secret ? typeof ctx.secret : 'leaked'",
    ],
    [
      "a formatter's prototype",
      "Intl.NumberFormat.prototype.format = () => 'secret'; Intl.Collator.prototype.secret = 1",
      "new Intl.NumberFormat('de').format(1) === '1' ? typeof new Intl.Collator().secret : 'leaked'",
    ],
    [
      "settings of a formatter",
      "new Intl.NumberFormat('de', { style: 'percent' }).format(1)",
      "new Intl.NumberFormat('de').format(1) === '1' ? 'undefined' : 'leaked'",
    ],
    [
      "a replaced clock",
      "Date.now = () => 1; performance.now = () => 1; globalThis.Date = class { getTime() { return 1; } }",
      "Date.now() > 1e12 && new Date().getTime() > 1e12 ? 'undefined' : 'leaked'",
    ],
    [
      "replaced chance",
      "Math.random = () => 0.5; crypto.randomUUID = () => 'secret'",
      "Math.random() !== 0.5 && crypto.randomUUID() !== 'secret' ? 'undefined' : 'leaked'",
    ],
    [
      "a replaced log",
      "ctx.log = console.log = () => { throw 1; }",
      "(ctx.log('x'), console.log('y'), undefined) === undefined ? 'undefined' : 'leaked'",
    ],
    [
      "a prototype of promises",
      "Promise.prototype.then = () => 'secret'; Promise.resolve = () => 'secret'",
      "(await Promise.resolve('undefined'))",
    ],
    [
      "a class of signals",
      "AbortSignal.prototype.secret = 1; AbortSignal.abort = () => 1",
      "typeof AbortSignal.abort().secret",
    ],
    [
      "a class of headers",
      "Headers.prototype.get = () => 'secret'",
      "new Headers({ a: 'undefined' }).get('a')",
    ],
    [
      "a decoder",
      "TextDecoder.prototype.decode = () => 'secret'",
      "new TextDecoder().decode(new TextEncoder().encode('undefined'))",
    ],
    [
      "an iterator",
      "[][Symbol.iterator]().__proto__.next = () => ({ done: true })",
      "[...['undefined']][0]",
    ],
    [
      "a job that is never done",
      "(async () => { for (;;) { await null; globalThis.secret = 1; if (Date.now() < 0) break; } })(); throw new Error('x')",
      "typeof secret",
    ],
    [
      "what is left when a finaliser runs",
      "new FinalizationRegistry(() => { globalThis.secret = 1; }).register({}, 1)",
      "(await new Promise((r) => setTimeout(r, 5)), typeof secret)",
    ],
    [
      "code that was compiled",
      "Function('globalThis.secret = 1')(); (0, eval)('var secret = 2')",
      "typeof secret",
    ],
    [
      "numbers of timers",
      "for (let i = 0; i < 50; i++) setTimeout(() => {}, 1e6)",
      "setTimeout(() => {}, 0) === 1 ? 'undefined' : 'leaked'",
    ],
    [
      "memory that was freed",
      "new Uint8Array(1e6).fill(83); 'secret'.repeat(1e5)",
      "new Uint8Array(1e6).some((b) => b !== 0) ? 'leaked' : 'undefined'",
    ],
  ])("%s", async (_what, first, second) => {
    await run(`${first}; return {};`);
    expect(await run(`return { seen: ${second} };`)).toMatchObject({
      status: "success",
      output: { seen: "undefined" },
    });
  });

  test("after a run that was ended with its thread", async () => {
    await run("globalThis.secret = 1; const a = new Uint8Array(1e7); for (;;) a.reverse();", {
      limits: { cpuMs: 50 },
    });
    expect((await run("return { seen: typeof secret };")).output).toEqual({ seen: "undefined" });
  });

  test("random numbers of two runs differ, and so do ids", async () => {
    const request = sandboxRequest(
      "function execute() { return { r: Math.random(), id: crypto.randomUUID() }; }",
    );
    const { replies } = await send({
      ...request,
      runs: Array.from({ length: 20 }, () => ({ inputs: {} })),
    });
    expect(new Set(replies.map((reply) => JSON.stringify(reply.output))).size).toBe(20);
  });

  test("chance of one seed is the same, whatever ran before it, and no seed shows another's", async () => {
    const code = "function execute() { return { r: [Math.random(), crypto.randomUUID()] }; }";
    const seeded = async (seed: number) => (await runCode(code, { seed })).output;
    const first = await seeded(1);
    await run("for (let i = 0; i < 1e3; i++) Math.random(); return {};", { seed: 1 });
    expect(await seeded(1)).toEqual(first);
    expect(await seeded(2)).not.toEqual(first);
    expect((await runCode(code)).output).not.toEqual(first);
  });

  test("logs, requests and waits are of their run alone", async () => {
    await run("ctx.log('one'); try { await ctx.fetch('https://a.example'); } catch {} return {};");
    expect(await run("return {};")).toMatchObject({
      logs: [],
      stats: { fetches: [], logs_dropped: 0 },
    });
  });

  test("a late answer of one run does not reach the next", async () => {
    const http = [{ expect: { method: "GET", path: "/" }, reply: { status: 200, body: "late" } }];
    const hosts = ["a.example"];
    await run("ctx.fetch('https://a.example/'); return {};", { hosts, http });
    const reply = await run(
      "ctx.fetch('https://b.example/').catch(() => {}); await new Promise((r) => setTimeout(r, 20)); return {};",
      { hosts },
    );
    expect(reply).toMatchObject({ status: "success", output: {} });
  });
});

describe("nothing of the host is told", () => {
  test("no environment, path or process", async () => {
    process.env.SANDBOX_TEST_SECRET = "the-secret-value";
    const reply = await runCode(
      `const all = [];
       const walk = (o, depth) => { if (depth > 3 || o === null || typeof o !== "object" && typeof o !== "function") { all.push(String(o)); return; }
         for (const k of Reflect.ownKeys(o)) { all.push(String(k)); try { walk(o[k], depth + 1); } catch {} } };
       function execute() { walk(globalThis, 0); return { text: all.join(" ").slice(0, 900000) }; }`,
      { limits: { cpuMs: 3_000 } },
    );
    delete process.env.SANDBOX_TEST_SECRET;
    expect(reply.status).toBe("success");
    const text = JSON.stringify(reply);
    expect(text).not.toContain("the-secret-value");
    expect(text).not.toContain(process.cwd());
    expect(text).not.toContain(process.version);
  });

  test("the engine's own messages do not reach the output of this process", async () => {
    const written: unknown[] = [];
    const write = process.stdout.write;
    process.stdout.write = (chunk: unknown) => written.push(chunk) > 0;
    try {
      await run("Promise.reject(new Error('unhandled')); console.log('logged'); return {};");
    } finally {
      process.stdout.write = write;
    }
    expect(written).toEqual([]);
  });
});
