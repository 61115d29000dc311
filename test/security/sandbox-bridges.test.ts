import { describe, expect, test } from "vitest";
import { probe, useHostileSandbox } from "../support/sandbox/hostile-run.ts";

const { attempt } = useHostileSandbox();

/** What a bridge hands to code of the node is looked at for a way out. */
async function expectNoWayOut(body: string) {
  const reply = await attempt(`${probe}\n${body}\nreturn { found };`, { limits: { cpuMs: 500 } });
  expect(["success", "error", "refused"]).toContain(reply.status);
  if (reply.status === "success") expect(reply.output).toEqual({ found: [] });
}

describe("the objects of the bridges are the guest's own", () => {
  test.each([
    [
      "a formatter",
      "const f = new Intl.DateTimeFormat('de'); get(f.constructor.constructor); look(f.resolvedOptions().constructor);",
    ],
    [
      "the parts of a format",
      "const [p] = new Intl.NumberFormat('de').formatToParts(1.5); get(p.constructor.constructor); look(p.__proto__);",
    ],
    [
      "a segment",
      "for (const s of new Intl.Segmenter('en').segment('ab')) { get(s.constructor.constructor); look(s); }",
    ],
    [
      "the names of locales",
      "const l = Intl.getCanonicalLocales('EN-us'); get(l.constructor.constructor); look(l);",
    ],
    [
      "the prototype of a service",
      "for (const k of Reflect.ownKeys(Intl)) { const t = Intl[k]; if (typeof t === 'function') { get(t.constructor); look(t.prototype); } }",
    ],
    [
      "a subclass of a service",
      "class Mine extends Intl.Collator { constructor() { super(); look(new.target); look(this); } } get(new Mine().compare.constructor);",
    ],
    [
      "a service without new",
      "look(Intl.NumberFormat.call({}, 'en')); get(Intl.NumberFormat('en').format.constructor);",
    ],
    [
      "a service on another object",
      "try { Intl.NumberFormat.prototype.resolvedOptions.call({ get x() { look(this); } }); } catch (e) { get(e.constructor.constructor); look(e); }",
    ],
    [
      "Reflect.construct of a service",
      "look(Reflect.construct(Intl.NumberFormat, ['en'], Function)); get(Reflect.construct(Intl.Collator, ['en'], Array).constructor);",
    ],
    [
      "a view of parameters",
      "const p = new URL('https://a.example/?a=1').searchParams; get(p.entries().constructor.constructor ?? Function); look(p.entries().__proto__);",
    ],
    [
      "parameters made of code",
      "look(new URLSearchParams({ get a() { look(this); return 1; } })); new URLSearchParams({ [Symbol.iterator]: function* () { look(this); yield ['a', { toString() { look(this); return 'b'; } }]; } });",
    ],
    [
      "URL.parse",
      "look(URL.parse('nonsense')); get(URL.parse('https://a.example').constructor.constructor); look(URL.parse.caller);",
    ],
    [
      "Headers",
      "const h = new Headers({ a: '1' }); get(h.constructor.constructor); for (const pair of h) look(pair); h.forEach(function () { look(this); });",
    ],
    [
      "a timer's number",
      "const t = setTimeout(() => {}, 1); get(t.constructor.constructor); clearTimeout({ valueOf() { look(this); return t; } });",
    ],
    ["a delay that is code", "setTimeout(() => {}, { valueOf() { look(this); return 1; } });"],
    [
      "a signal's listeners",
      "const c = new AbortController(); c.signal.onabort = function (e) { look(this); look(e); get(e.constructor.constructor); }; c.signal.addEventListener('abort', { handleEvent(e) { look(this); look(e.target); } }); c.abort();",
    ],
    [
      "a signal made of others",
      "const c = new AbortController(); const s = AbortSignal.any([c.signal]); c.abort({ get message() { look(this); } }); look(s.reason); look(s);",
    ],
    [
      "a signal that is none",
      "try { new AbortSignal(); } catch (e) { look(e); } try { AbortSignal.any([{ aborted: true, get reason() { look(this); } }]); } catch (e) { get(e.constructor.constructor); }",
    ],
    [
      "the key of a signal",
      "try { new AbortController().signal.constructor(Symbol('AbortSignal')); } catch (e) { look(e); }",
    ],
    [
      "console's methods",
      "for (const k of Reflect.ownKeys(console)) { get(console[k].constructor); look(console[k]()); }",
    ],
    [
      "what is logged",
      "ctx.log({ toJSON() { look(this); return this; } }, { toString() { look(this); } }, Symbol('x'), 5n, new Proxy({}, { get(t, k) { look(t); } }));",
    ],
    [
      "an error that is logged",
      "class E extends Error { get name() { look(this); return 'x'; } get message() { get(this.constructor.constructor); return 'y'; } } ctx.log(new E());",
    ],
    [
      "crypto's keys",
      "const k = await crypto.subtle.importKey('raw', new Uint8Array(16), 'AES-GCM', true, ['encrypt']); look(k); get(k.constructor.constructor); get(k.algorithm.constructor.constructor);",
    ],
    [
      "crypto's bytes",
      "const d = await crypto.subtle.digest('SHA-256', new Uint8Array(1)); get(d.constructor.constructor); look(new Uint8Array(d).buffer);",
    ],
    [
      "crypto with a hostile buffer",
      "try { crypto.getRandomValues(new Proxy(new Uint8Array(4), {})); } catch (e) { look(e); } try { crypto.getRandomValues({ length: 4, get buffer() { look(this); } }); } catch (e) { get(e.constructor.constructor); }",
    ],
    [
      "a clone with getters",
      "look(structuredClone({ get a() { look(this); return { b: 1 }; } })); const m = structuredClone(new Map([[{}, new Error('x')]])); for (const [k, v] of m) { look(k); get(v.constructor.constructor); }",
    ],
    [
      "a clone of a transferred buffer",
      "const b = new ArrayBuffer(8); const c = structuredClone(b, { transfer: [b] }); get(c.constructor.constructor); try { new Uint8Array(b)[0]; } catch (e) { look(e); }",
    ],
    [
      "a decoder",
      "const d = new TextDecoder('utf-16le'); get(d.constructor.constructor); look(d.decode(new Uint8Array([65, 0]))); try { new TextDecoder('nonsense'); } catch (e) { get(e.constructor.constructor); look(e); }",
    ],
    [
      "a decoder with a buffer that shrinks",
      "const b = new ArrayBuffer(64, { maxByteLength: 64 }); const v = new Uint8Array(b); try { new TextDecoder({ toString() { b.resize(0); return 'utf-8'; } }).decode(v); } catch (e) { look(e); }",
    ],
    [
      "an encoder",
      "const e = new TextEncoder(); look(e.encodeInto('é', new Uint8Array(2))); get(e.encode('x').constructor.constructor);",
    ],
    [
      "performance",
      "look(performance); performance.now = null; get(performance.constructor.constructor);",
    ],
  ])("%s", async (_what, body) => {
    await expectNoWayOut(body);
  });
});

describe("a request hands nothing of the host to code of the node", () => {
  test.each([
    [
      "headers that are code",
      "await ctx.fetch('https://a.example', { headers: { entries() { look(this); return [[{ toString() { look(this); return 'a'; } }, 'b']]; } } }).catch(look);",
    ],
    [
      "options that are code",
      "await ctx.fetch('https://a.example', new Proxy({}, { get(t, k) { look(t); return undefined; } })).catch(look);",
    ],
    [
      "a URL that is code",
      "await ctx.fetch({ get href() { look(this); return 'https://a.example'; } }).catch(look);",
    ],
    [
      "a body that is code",
      "await ctx.fetch('https://a.example', { method: 'POST', body: { toString() { look(this); } } }).catch(look);",
    ],
    [
      "a method that is code",
      "await ctx.fetch('https://a.example', { method: { toString() { look(this); return 'GET'; } } }).catch(look);",
    ],
    [
      "a signal that is none",
      "await ctx.fetch('https://a.example', { signal: { aborted: true, get reason() { look(this); } } }).catch(look);",
    ],
    [
      "a promise class",
      "globalThis.Promise = function (f) { f((v) => look(v), (e) => look(e)); }; ctx.fetch('https://a.example').catch(() => {});",
    ],
    [
      "a species of promises",
      "Object.defineProperty(Promise, Symbol.species, { get() { look(this); return function (f) { f(look, look); }; } }); ctx.fetch('https://a.example').then(look, look);",
    ],
    [
      "a then on every object",
      "Object.defineProperty(Object.prototype, 'then', { get() { look(this); }, configurable: true }); ctx.fetch('https://a.example').catch(look); delete Object.prototype.then;",
    ],
    [
      "the stack of a refusal",
      "await ctx.fetch('https://a.example').catch((e) => { look(e.stack); if (/host|prelude|wasm/.test(String(e.stack))) found.push('stack'); });",
    ],
  ])("by %s", async (_what, body) => {
    await expectNoWayOut(body);
  });

  const http = [
    {
      expect: { method: "GET", path: "/" },
      reply: { status: 200, headers: { "x-a": "1" }, body: { a: [1] } },
    },
  ];
  test.each([
    [
      "a response",
      "get(r.constructor.constructor); look(r); look(r.headers); get(r.headers.constructor.constructor);",
    ],
    [
      "a response of one's own",
      "look(new r.constructor({ status: 200, headers: [], body: 'AA==', get url() { look(this); } }).url);",
    ],
    [
      "a body",
      "const j = await r.json(); get(j.constructor.constructor); look(j.a); look(await r.text().catch((e) => e));",
    ],
    [
      "bytes",
      "const b = await r.bytes(); get(b.constructor.constructor); look(b.buffer); look(await r.arrayBuffer().catch((e) => e));",
    ],
    [
      "a copy",
      "const c = r.clone(); c.constructor.prototype.text = function () { look(this); }; look(c.text()); look(await r.text());",
    ],
    [
      "a response's methods on others",
      "for (const k of ['text', 'json', 'clone', 'bytes']) { try { look(await r[k].call({})); } catch (e) { get(e.constructor.constructor); look(e); } }",
    ],
    [
      "JSON that is parsed by another",
      "JSON.parse = (t) => { look(t); return this; }; look(await r.json());",
    ],
    [
      "bytes decoded by another",
      "TextDecoder.prototype.decode = function () { look(this); return 'x'; }; Uint8Array.fromBase64 = look; look(await r.text());",
    ],
  ])("nor does a reply: %s", async (_what, body) => {
    const code = `${probe}\nconst r = await ctx.fetch("https://a.example/");\n${body}\nreturn { found };`;
    const reply = await attempt(code, { hosts: ["a.example"], http });
    expect(reply).toMatchObject({ status: "success", output: { found: [] } });
  });
});
