import { describe, expect, test } from "vitest";
import { probe, useHostileSandbox } from "../support/sandbox/hostile-run.ts";

const { attempt } = useHostileSandbox();

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
