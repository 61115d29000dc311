import { describe, expect, test } from "vitest";
import { useHostileSandbox } from "../support/sandbox/hostile-run.ts";

const { attempt, attemptCode } = useHostileSandbox();

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
