import { describe, expect, test } from "vitest";
import { probe, useHostileSandbox } from "../support/sandbox/hostile-run.ts";

const { attempt } = useHostileSandbox();

/** What code of the node gets hold of is looked at for a way out. */
async function expectNoWayOut(body: string) {
  const reply = await attempt(`${probe}\n${body}\nreturn { found };`, { limits: { cpuMs: 500 } });
  expect(["success", "error", "refused"]).toContain(reply.status);
  if (reply.status === "success") expect(reply.output).toEqual({ found: [] });
}

describe("the one host function is not to be had", () => {
  test.each([
    [
      "by the error it throws",
      "try { for (let i = 0; i < 200; i++) setTimeout(() => {}, 1e6); } catch (e) { for (const k of Reflect.ownKeys(e)) { look(e[k]); get(e[k]?.constructor ?? Function); } }",
    ],
    [
      "by the caller of a getter",
      "Object.defineProperty(Array.prototype, 0, { set(v) { look(v); try { look(arguments.callee.caller); } catch {} }, get() {}, configurable: true }); try { ctx.log('a'); (1).toLocaleString('de'); } catch {} delete Array.prototype[0];",
    ],
    [
      "by its name",
      "for (const name of ['host', 'installPrelude', 'primordials', '__host__', 'qjs', 'std', 'os', 'scriptArgs', 'print']) { if (typeof globalThis[name] !== 'undefined') found.push(name); try { (0, eval)(name); found.push(name); } catch {} }",
    ],
    [
      "by the source of functions",
      "for (const f of [ctx.log, ctx.fetch, setTimeout, Intl.NumberFormat, URL, structuredClone]) if (/host\\(|apply|stringify/.test(Function.prototype.toString.call(f))) found.push('source');",
    ],
    [
      "by a chain of calls",
      "Error.captureStackTrace?.({}, ctx.log); const e = {}; try { Error.captureStackTrace(e); } catch {} look(e.stack?.[0]?.getFunction?.());",
    ],
    [
      "by call sites",
      "const d = Object.getOwnPropertyDescriptor(Error, 'prepareStackTrace'); if (d?.configurable || d?.writable) found.push('open'); try { delete Error.prepareStackTrace; Error.prepareStackTrace = (e, s) => look(s[0].getFunction()); } catch {} look(new Error().stack);",
    ],
    [
      "by Symbol.hasInstance",
      "for (const t of [Error, Date, URLSearchParams, ArrayBuffer]) { try { Object.defineProperty(t, Symbol.hasInstance, { value(v) { look(v); return true; } }); } catch {} } ctx.log(new Error('x'), {}); try { (1).toLocaleString(); } catch {} await ctx.fetch('https://a.example', { method: 'POST', body: {} }).catch(look);",
    ],
    [
      "by iterators of arrays",
      "const next = [][Symbol.iterator]().__proto__; next.next = function () { look(this); return { done: true, get value() { look(this); } }; }; try { new Intl.ListFormat('en').format(['a']); new URLSearchParams('a=1').get('a'); ctx.log('x'); } catch {}",
    ],
    [
      "by Symbol.species of arrays",
      "Object.defineProperty(Array, Symbol.species, { get() { look(this); return function (n) { look(this); return []; }; } }); try { new Intl.NumberFormat('de').formatRange(1, 2); new URL('https://a.example/?a=1').searchParams.getAll('a'); } catch {}",
    ],
    [
      "by Symbol.isConcatSpreadable",
      "Object.defineProperty(Object.prototype, Symbol.isConcatSpreadable, { get() { look(this); return true; }, configurable: true }); try { Intl.getCanonicalLocales('en'); Intl.NumberFormat.supportedLocalesOf('de'); } catch {} delete Object.prototype[Symbol.isConcatSpreadable];",
    ],
    [
      "by Symbol.toPrimitive",
      "const evil = { [Symbol.toPrimitive](hint) { look(this); try { look(arguments.callee); } catch {} return '1'; } }; try { 'a'.localeCompare(evil); (1).toLocaleString(evil); new Intl.NumberFormat().format(evil); setTimeout(() => {}, evil); } catch (e) { get(e.constructor.constructor); }",
    ],
    [
      "by replacing the globals the prelude names",
      "for (const k of ['String', 'Number', 'Math', 'Map', 'Error', 'TypeError', 'RangeError', 'Symbol', 'DOMException', 'Headers', 'Object']) { const old = globalThis[k]; globalThis[k] = new Proxy(old, { apply(t, s, a) { a.forEach(look); return t(...a); }, construct(t, a) { a.forEach(look); return new t(...a); } }); } try { ctx.log({}); 'a'.localeCompare('b'); setTimeout(() => {}, 1); await ctx.fetch('https://a.example'); } catch (e) { look(e); }",
    ],
    [
      "by weak references to what is gone",
      "let seen; const r = new FinalizationRegistry((v) => { look(v); seen = v; }); for (let i = 0; i < 100; i++) r.register({}, globalThis); await new Promise((f) => setTimeout(f, 5)); look(seen);",
    ],
    [
      "by a module",
      "try { look(await import('host')); } catch (e) { look(e); } try { look(await (0, eval)('import(\"node:process\")')); } catch (e) { get(e.constructor.constructor); }",
    ],
    [
      "by code made of escapes",
      "look((0, eval)('\\\\u0074his')); get(Function.prototype.constructor); look((0, eval)('gl\\\\u{6f}balThis'));",
    ],
    [
      "by look-alike names",
      "for (const name of ['proc\\u0435ss', '\\u0440rocess', 'requ\\u0456re', 'ＰＲＯＣＥＳＳ']) if (typeof globalThis[name] !== 'undefined' || typeof globalThis[name.normalize('NFKC')] !== 'undefined') found.push(name);",
    ],
  ])("%s", async (_what, body) => {
    await expectNoWayOut(body);
  });
});

describe("a judge is not bent by the one it judges", () => {
  test.each([
    [
      "replaced equality",
      "Object.is = () => true; Array.prototype.every = () => true; return { n: 1 };",
      "[out.n].every((n) => n === 2)",
      false,
    ],
    [
      "a getter that answers as asked",
      "let n = 0; return { get n() { return n++ ? 2 : 1; } };",
      "out.n === 1",
      true,
    ],
    [
      "a toJSON for the judge",
      "Object.prototype.toJSON = function () { return { n: 2 }; }; return { n: 1 };",
      "out.n === 2 && ({}).toJSON === undefined",
      true,
    ],
    ["a changed input", "inputs.n = 9; return { n: 9 };", "inputs.n === 1", true],
    [
      "an output with its own prototype",
      'return JSON.parse(\'{"__proto__":{"n":2}}\');',
      "out.n === 2",
      false,
    ],
    ["a judge that changes the output", "return { n: 1 };", "(out.n = 2, true)", true],
    ["an assertion that never ends", "return { n: 1 };", "(() => { for (;;); })()", false],
    [
      "an assertion that throws a trap",
      "return { n: 1 };",
      "(() => { throw { get message() { throw 1; } }; })()",
      false,
    ],
  ])("%s", async (_what, body, assertion, held) => {
    const reply = await attempt(body, { inputs: { n: 1 }, assertions: [assertion] });
    expect(reply).toMatchObject({ status: "success", assertions: [{ held }] });
    if (body.includes("{ n: 1 }")) expect(reply.output).toMatchObject({ n: expect.any(Number) });
  });
});
