import { describe, expect, test } from "vitest";
import { useHostileSandbox } from "../support/sandbox/hostile-run.ts";

const { attempt, attemptCode } = useHostileSandbox();

/** In the node: which names of the host can be read from a value taken to be a global object. */
const probe = `
  const names = ["process", "require", "module", "Buffer", "WebAssembly", "global", "setImmediate", "navigator", "__host"];
  const found = [];
  const look = (value) => {
    for (const name of names) {
      try { if (value?.[name] !== undefined) found.push(name); } catch {}
    }
    return value;
  };
  const get = (type) => { try { look(type("return this")()); look(type("return process")()); } catch {} };`;

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

describe("a way through the shims", () => {
  test.each([
    ["call", "Function.prototype.call = function (...a) { look(this); a.map(look); };"],
    [
      "apply and bind",
      "Function.prototype.apply = Function.prototype.bind = function (...a) { look(this); a.map(look); };",
    ],
    [
      "arrays",
      "Array.prototype.push = Array.prototype.map = function (...a) { look(this); a.map?.(look); return []; };",
    ],
    ["iteration", "Array.prototype[Symbol.iterator] = function* () { look(this); };"],
    [
      "maps",
      "Map.prototype.get = Map.prototype.set = function (...a) { look(this); for (const x of a) look(x?.callback); };",
    ],
    [
      "promises",
      "Promise.prototype.then = function (a, b) { look(a); look(b); get(a?.constructor ?? Function); };",
    ],
    ["JSON", "JSON.parse = JSON.stringify = (...a) => { a.forEach(look); return '{}'; };"],
    [
      "reflection",
      "Reflect.apply = Reflect.defineProperty = Object.defineProperty = (...a) => { a.forEach(look); };",
    ],
    [
      "text",
      "String.prototype.slice = String.prototype.trim = function () { look(this); return { toString() { return 'x'; } }; };",
    ],
    [
      "setters on the prototype of all",
      "for (const k of ['value', 'get', 'text', 'stack', 'refused', 'failed', 'fatal', 'kind']) Object.defineProperty(Object.prototype, k, { set(v) { look(this); look(v); }, get() { look(this); }, configurable: true });",
    ],
  ])("by replacing %s", async (_what, tamper) => {
    const reply = await attempt(
      `${probe}\n${tamper}
       try { ctx.log("a", { b: 1 }); } catch {}
       try { (1.5).toLocaleString("de"); "a".localeCompare("b"); new URL("https://a.example/?a=1").searchParams.get("a"); } catch {}
       try { ctx.fetch("https://a.example", { headers: { a: "1" }, method: "POST", body: "x" }); } catch {}
       try { setTimeout(() => {}, 1); } catch {}
       return { found };`,
    );
    if (reply.status === "success") expect(reply.output).toMatchObject({ found: [] });
    expect(["success", "error", "invalid_output", "refused"]).toContain(reply.status);
  });

  test("the host function has no name left, and the prelude shows no source", async () => {
    const reply = await attempt(
      `return { host: typeof globalThis.host, install: typeof globalThis.installPrelude,
         source: [ctx.log, ctx.fetch, console.log, setTimeout].some((f) => /host|stringify/.test(f.toString())) };`,
    );
    expect(reply.output).toEqual({ host: "undefined", install: "undefined", source: false });
  });

  test.each([
    ["assigned", "Error.prepareStackTrace = (e, frames) => frames;"],
    [
      "defined",
      "try { Object.defineProperty(Error, 'prepareStackTrace', { value: (e, frames) => frames }); } catch {}",
    ],
    [
      "on a subclass",
      "class Mine extends Error {} Mine.prepareStackTrace = (e, frames) => frames;",
    ],
  ])("a stack formatter gets no functions: %s", async (_what, tamper) => {
    const reply = await attempt(
      `${tamper}
       const kinds = [];
       for (const f of [() => { throw new Error("x"); }, () => setTimeout("no"), () => new Intl.NumberFormat("no locale")]) {
         try { f(); } catch (e) { kinds.push(typeof e.stack); }
       }
       return { kinds };`,
    );
    expect(reply).toMatchObject({ output: { kinds: ["string", "string", "string"] } });
  });

  test("frames of the prelude and the host stay out of errors", async () => {
    const reply = await attempt("new Intl.NumberFormat('en', { style: 'nonsense' });");
    expect(reply.error).toMatchObject({ name: "RangeError", line: 2 });
    expect(reply.error?.stack).toMatch(/^at execute \(node\.js:2:\d+\)$/);
  });

  test.each(["log", "Intl", "fetch", "timer"])(
    "a call at the end of the stack: %s",
    async (kind) => {
      const calls = {
        log: "ctx.log('x')",
        Intl: "(1).toLocaleString()",
        fetch: "ctx.fetch('https://a.example').catch(() => {})",
        timer: "clearTimeout(setTimeout(() => {}, 1))",
      };
      const call = calls[kind as keyof typeof calls];
      const reply = await attempt(
        `const texts = new Set();
       const dive = () => { try { ${call}; dive(); } catch (e) { texts.add(String(e?.stack)); throw e; } };
       try { dive(); } catch {}
       return { texts: [...texts].slice(0, 5).map((t) => t.slice(0, 300)) };`,
      );
      expect(["success", "error", "timeout"]).toContain(reply.status);
    },
  );
});

describe("code that tries to leave its script", () => {
  test.each([
    ["closing what might be around it", "}); globalThis.leaked = 1; (function () {"],
    ["a comment that is not closed", "function execute() { return {}; } /*"],
    ["a comment of HTML", "<!-- x\nfunction execute() { return {}; }\n--> y"],
    ["a zero byte", "function execute() { return {}; }\u0000;leaked = 1"],
    ["a line separator", "function execute() { return { a: 'x\u2028y' }; }"],
    [
      "redefining what is looked up",
      "Object.defineProperty(globalThis, 'execute', { get() { globalThis.leaked = 1; return () => ({}); } });",
    ],
    ["a module's meta", "import.meta.url; function execute() { return {}; }"],
    ["waiting at the top", "await 1; function execute() { return {}; }"],
    ["returning at the top", "return 1; function execute() { return {}; }"],
  ])("%s", async (_what, code) => {
    const reply = await attemptCode(code);
    expect(["success", "compile_error"]).toContain(reply.status);
  });

  test("a dynamic import finds nothing", async () => {
    for (const name of [
      "fs",
      "node:fs",
      "./worker.ts",
      "/etc/passwd",
      "data:text/javascript,1",
      "std",
      "os",
    ]) {
      const reply = await attempt(`return { value: await import(${JSON.stringify(name)}) };`);
      expect(reply.status).toBe("error");
    }
  });

  test.each([
    ["breaking out of its brackets", "true); globalThis.leaked = 1; (true"],
    ["a global", "typeof process !== 'undefined'"],
    ["a request", "fetch('https://a.example')"],
    [
      "the function constructor",
      "out.constructor.constructor('return typeof process')() !== 'undefined'",
    ],
    ["the host function", "setTimeout(() => {}, 1) > 0"],
  ])("an assertion finds no more than a node: %s", async (_what, assertion) => {
    const reply = await attempt("return {};", { assertions: [assertion] });
    expect(reply).toMatchObject({ status: "success", output: {} });
    if (!assertion.includes("leaked")) expect(reply.assertions).toMatchObject([{ held: false }]);
  });
});

describe("a result that is code", () => {
  test.each([
    [
      "a thenable that takes the resolver",
      "return { then(resolve) { try { globalThis.leaked = resolve.constructor('return process')(); } catch {} resolve({ ok: true }); } };",
    ],
    [
      "a promise of another kind",
      "class Mine extends Promise { static get [Symbol.species]() { return function (f) { f(() => {}, () => {}); }; } } return Mine.resolve({ ok: true });",
    ],
    [
      "a proxy",
      "return new Proxy({}, { ownKeys: () => ['a'], getOwnPropertyDescriptor: () => ({ value: 1, enumerable: true, configurable: true }), get: (t, k) => (k === 'a' ? 1 : undefined) });",
    ],
    [
      "a proxy that answers everything",
      "return new Proxy({}, { get: () => 1, ownKeys: () => { throw new Error('no'); } });",
    ],
    [
      "toJSON with a view of its holder",
      "return { a: { toJSON(key) { return { key, host: typeof process }; } } };",
    ],
    [
      "a prototype that serialises",
      "Object.prototype.toJSON = function () { return { ok: true }; }; return { a: 1 };",
    ],
    [
      "dangerous keys",
      'return JSON.parse(\'{"__proto__":{"leaked":1},"constructor":{"prototype":{"leaked":1}}}\');',
    ],
    ["a null prototype", "return Object.assign(Object.create(null), { ok: true });"],
  ])("%s", async (_what, body) => {
    const reply = await attempt(body);
    expect(["success", "invalid_output", "error"]).toContain(reply.status);
    expect(Reflect.get({}, "leaked")).toBeUndefined();
  });
});
