import { describe, expect, test } from "vitest";
import { probe, useHostileSandbox } from "../support/sandbox/hostile-run.ts";

const { attempt } = useHostileSandbox();

describe("a way to the host's globals", () => {
  test.each([
    ["this", "look(this); get(this?.constructor?.constructor ?? Function);"],
    ["the function constructor", "get(Function);"],
    ["the context's constructor", "get(ctx.constructor.constructor);"],
    ["ctx.log", "get(ctx.log.constructor);"],
    ["ctx.fetch", "get(ctx.fetch.constructor);"],
    ["inputs", "get(inputs.constructor.constructor);"],
    ["console", "get(console.log.constructor);"],
    ["an async function", "look(await (async () => {}).constructor('return globalThis')());"],
    ["a generator", "look((function* () {}).constructor('yield this')().next().value);"],
    [
      "an async generator",
      "look((await (async function* () {}).constructor('yield this')().next()).value);",
    ],
    ["Reflect.construct", "get((text) => Reflect.construct(Function, [text]));"],
    ["Reflect.apply", "look(Reflect.apply(Function, null, ['return this'])());"],
    ["indirect eval", "look((0, eval)('this'));"],
    ["a computed name", "get([]['con' + 'structor']['const' + 'ructor']);"],
    ["a template for a name", "get([][`constructor`][`constructor`]);"],
    ["an escaped name", "get([].\\u0063onstructor.\\u0063onstructor);"],
    ["a tagged template", "(function (strings) { get(strings.raw.constructor.constructor); })`x`;"],
    [
      "callee and caller",
      "(function () { try { look(arguments.callee.caller); look(execute.caller); } catch {} })();",
    ],
    [
      "a promise of ctx.fetch",
      "const p = ctx.fetch('https://a.example'); p.catch(() => {}); get(p.constructor.constructor);",
    ],
    [
      "the error of a refusal",
      "try { await ctx.fetch('https://a.example'); } catch (e) { get(e.constructor.constructor); look(e); }",
    ],
    [
      "an error of the host function",
      "try { for (;;) setTimeout(() => {}, 1e6); } catch (e) { get(e.constructor.constructor); look(e); }",
    ],
    [
      "an error of a locale",
      "try { new Intl.NumberFormat('no locale'); } catch (e) { get(e.constructor.constructor); look(e.constructor); }",
    ],
    [
      "Intl",
      "get(Intl.NumberFormat.constructor); get(new Intl.NumberFormat().format.constructor);",
    ],
    [
      "an aborted signal",
      "const c = new AbortController(); get(c.signal.constructor.constructor); look(c.signal);",
    ],
    [
      "URL and its parameters",
      "const u = new URL('https://a.example'); get(u.constructor.constructor); get(u.searchParams.constructor.constructor);",
    ],
    [
      "crypto",
      "get(crypto.constructor.constructor); get(crypto.subtle.digest.constructor); look(crypto);",
    ],
    [
      "structuredClone",
      "get(structuredClone.constructor); look(structuredClone({ a: 1 }).constructor);",
    ],
    ["a DOMException", "get(new DOMException('x').constructor.constructor);"],
    ["performance", "look(performance); get(performance.now.constructor);"],
    [
      "weak references",
      "look(new WeakRef(globalThis).deref()); get(new FinalizationRegistry(() => {}).constructor.constructor);",
    ],
    [
      "a JSON reviver",
      "JSON.parse('{\"a\":1}', function (k, v) { look(this); get(this.constructor.constructor); return v; });",
    ],
    ["a replacer", "'a'.replace(/a/, function () { look(this); return ''; });"],
    [
      "a timer's this",
      "await new Promise((r) => setTimeout(function () { look(this); r(); }, 1));",
    ],
    [
      "a getter's this",
      "Object.defineProperty(globalThis, 'x', { get() { look(this); return 1; } }); look(x);",
    ],
    ["Symbol.unscopables and with", "look((0, eval)('with ({}) { this }'));"],
    ["a proxy of the context", "new Proxy(ctx, { get(t, k) { look(t); return t[k]; } }).log;"],
  ])("by %s", async (_what, body) => {
    const reply = await attempt(`${probe}\n${body}\nreturn { found };`);
    expect(reply).toMatchObject({ status: "success", output: { found: [] } });
  });

  test("by every function that can be reached", async () => {
    const reply = await attempt(
      `${probe}
       const seen = new Set();
       const walk = (value) => {
         if ((typeof value !== "object" && typeof value !== "function") || value === null || seen.has(value)) return;
         seen.add(value);
         look(value.constructor === Object ? undefined : value);
         for (const key of Reflect.ownKeys(value)) {
           const d = Reflect.getOwnPropertyDescriptor(value, key);
           walk(d.value); walk(d.get); walk(d.set);
         }
         walk(Reflect.getPrototypeOf(value));
       };
       walk(globalThis); walk(ctx); walk(execute);
       return { found, many: seen.size > 500 };`,
      { limits: { cpuMs: 2_000 } },
    );
    expect(reply).toMatchObject({ output: { found: [], many: true } });
  });
});
