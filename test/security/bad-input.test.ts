import { describe, expect, test } from "vitest";
import { handler } from "../../functions/sandbox/handler.ts";
import { useHostileSandbox } from "../support/sandbox/hostile-run.ts";
import { sandboxRequest } from "../support/sandbox/shared-sandbox.ts";

const { attempt, attemptCode } = useHostileSandbox();

/** The whole of what a user is told, without the frames. */
async function toldOf(reply: ReturnType<typeof attempt>) {
  const { status, error } = await reply;
  const place = error?.line === undefined ? "" : ` (${error.line}:${error.column})`;
  return `${status}: ${error?.name}: ${error?.message}${place}`;
}

const declare = "declare `async function execute(inputs, ctx)`";

describe("code that does not parse", () => {
  test.each([
    ["half a function", "function (", "function name expected (1:10)"],
    [
      "no end",
      "async function execute() {\n  return {\n}",
      "it ends too early, or holds a character that is none (3:2)",
    ],
    ["no end of a text", "function execute() { return 'a }", "unexpected end of string (1:29)"],
    [
      "a name twice",
      "const a = 1;\nconst a = 2;",
      "invalid redefinition of lexical identifier (2:9)",
    ],
    [
      "one bracket too many",
      "function execute() {}\n}",
      "unexpected token in expression: '}' (2:1)",
    ],
    [
      "await where it cannot be",
      "function execute() {\n  await x;\n}",
      "await is only possible in an async function (2:9)",
    ],
    ["HTML", "<html></html>", "unexpected token in expression: '<' (1:1)"],
    ["a number of the old kind", "const a = 0777n;", "invalid number literal (1:11)"],
    ["a pattern that is none", "const a = /(/;", "expecting ')'"],
    ["a private name", "class A {} A.#p;", "undefined private field '#p'"],
  ])("%s", async (_what, code, told) => {
    const wanted = `compile_error: SyntaxError: the code does not parse: ${told}`;
    expect(await toldOf(attemptCode(code))).toBe(wanted);
  });

  test.each([
    ["import", "import fs from 'fs';", "Unexpected identifier 'fs'", "1:8"],
    ["export", "\nexport const a = 1;", "unsupported keyword: export", "2:1"],
  ])("because of %s", async (_what, code, reason, place) => {
    expect(await toldOf(attemptCode(code))).toBe(
      `compile_error: SyntaxError: the code does not parse: import and export are not available here: ${declare}; URL, crypto, Intl and TextEncoder are global (${reason}) (${place})`,
    );
  });
});

describe("code without a function to run", () => {
  test.each([
    ["nothing", "", "does not declare"],
    ["another name", "async function Execute() { return {}; }", "does not declare"],
    ["a number", "const execute = 5;", "has no function named"],
    ["an object", "const execute = { run() {} };", "has no function named"],
    ["null", "var execute = null;", "has no function named"],
    ["a promise of one", "const execute = Promise.resolve(() => ({}));", "has no function named"],
  ])("%s", async (_what, code, told) => {
    const wanted = `compile_error: SyntaxError: the code ${told} execute: ${declare}`;
    expect(await toldOf(attemptCode(code))).toBe(wanted);
  });

  test("a class", async () => {
    const wanted = "error: TypeError: class constructors must be invoked with 'new' (1:1)";
    expect(await toldOf(attemptCode("class execute {}"))).toBe(wanted);
  });
});

describe("a result that is none", () => {
  const wish = "execute() must return a plain object, but it returned";
  test.each([
    ["nothing", "", `${wish} nothing`],
    ["null", "return null;", `${wish} null`],
    ["a list", "return [];", `${wish} an array`],
    ["a proxy of a list", "return new Proxy([], {});", `${wish} an array`],
    ["a BigInt", "return 5n;", `${wish} a bigint`],
    ["a symbol", "return Symbol('x');", `${wish} a symbol`],
    ["a class", "return class {};", `${wish} a function`],
    [
      "a BigInt within",
      "return { rows: [{ n: 5n }] };",
      '"n" in the output is a BigInt; use Number() or String()',
    ],
    ["a function within", "return { run() {} };", '"run" in the output is a function'],
    [
      "a promise within",
      "return { p: Promise.resolve(1) };",
      '"p" in the output is a promise; await it first',
    ],
    ["a cycle", "const o = {}; o.list = [o]; return o;", "the output contains itself (a cycle)"],
    [
      "a cycle of a proxy",
      "const o = {}; o.o = new Proxy(o, {}); return o;",
      "the output contains itself (a cycle)",
    ],
    [
      "a proxy that throws",
      "return new Proxy({}, { ownKeys() { throw new Error('trap'); } });",
      "the output cannot be turned into JSON: trap",
    ],
    [
      "a getter that throws null",
      "return { get a() { throw null; } };",
      "the output cannot be turned into JSON: the code threw null, which is not an Error",
    ],
    [
      "a toJSON that throws what throws",
      "return { toJSON() { throw { get message() { throw 1; } }; } };",
      "the output cannot be turned into JSON: the code threw an object that is not an Error",
    ],
    ["10 MB", "return { text: 'x'.repeat(1e7) };", "the output is larger than 1048576 bytes"],
    [
      "300 levels",
      "let a = {}; for (let i = 0; i < 300; i++) a = { a }; return a;",
      "the output is nested deeper than 200 levels",
    ],
    [
      "an object that is a text",
      "return { toJSON() { return '{}'; } };",
      `execute() must return a plain object, but what it returned does not become a JSON object`,
    ],
  ])("%s", async (_what, body, told) => {
    const limits = { cpuMs: 1_000, memoryMb: 64 };
    const wanted = `invalid_output: InvalidOutputError: ${told}`;
    expect(await toldOf(attempt(body, { limits }))).toBe(wanted);
  });

  test.each([
    ["awaited", "await new Promise(() => {});"],
    ["returned", "return new Promise(() => {});"],
    ["a thenable that never calls back", "return { then() {} };"],
  ])("a promise that never settles: %s", async (_what, body) => {
    expect(await toldOf(attempt(body))).toBe(
      "error: UnsettledError: execute() waits for a promise that nothing will settle: no timer or request is left",
    );
  });
});

describe("what is thrown is no error, or a hostile one", () => {
  const noError = "the code threw an object that is not an Error";
  test.each([
    ["null", "throw null;", "Error: the code threw null, which is not an Error"],
    ["undefined", "throw undefined;", "Error: the code threw undefined, which is not an Error"],
    ["a text", "throw 'no';", 'Error: the code threw "no", which is not an Error'],
    ["a symbol", "throw Symbol('s');", "Error: the code threw Symbol(s), which is not an Error"],
    ["a BigInt", "throw 5n;", "Error: the code threw 5, which is not an Error"],
    ["an object of nothing", "throw Object.create(null);", `Error: ${noError}`],
    ["a list", "throw [1];", `Error: ${noError}`],
    [
      "getters that throw",
      "throw { get message() { throw 1; }, get name() { throw 2; }, get stack() { throw 3; } };",
      `Error: ${noError}`,
    ],
    [
      "a proxy that throws",
      "throw new Proxy(new Error('x'), { get() { throw 1; } });",
      `Error: ${noError}`,
    ],
    ["a message that is no text", "throw { message: Symbol('m') };", "Error: Symbol(m)"],
    [
      "a message that throws",
      "throw { message: { toString() { throw 1; } } };",
      `Error: ${noError}`,
    ],
    [
      "no message",
      "throw new RangeError();",
      "RangeError: the code threw an error without a message (2:11)",
    ],
    [
      "a rejection of nothing",
      "return Promise.reject();",
      "Error: the code threw undefined, which is not an Error",
    ],
    [
      "a list that is missing",
      "for (const x of inputs.list);",
      "TypeError: undefined is not iterable: a list was expected (2:17)",
    ],
  ])("%s", async (_what, body, told) => {
    expect(await toldOf(attempt(body))).toBe(`error: ${told}`);
  });
});

describe("inputs", () => {
  test("with keys that reach prototypes are data", async () => {
    const inputs = JSON.parse('{"__proto__":{"a":1},"constructor":{"prototype":2},"toJSON":3}');
    const body =
      "return { keys: Object.keys(inputs), a: inputs.a ?? 0, own: Object.getPrototypeOf(inputs) === Object.prototype };";
    const { output } = await attempt(body, { inputs });
    expect(output).toEqual({ keys: ["__proto__", "constructor", "toJSON"], a: 0, own: true });
  });

  test("nested beyond what can be passed on are told so, and the other runs go on", async () => {
    const deep = JSON.parse(`${"[".repeat(1e5)}${"]".repeat(1e5)}`);
    const told = "not_run: LimitError: the inputs are nested too deeply to be passed on";
    expect(await toldOf(attempt("return {};", { inputs: deep }))).toBe(told);
  });

  test.each([
    ["a function", () => 1],
    ["a BigInt", 5n],
    ["a symbol", Symbol("s")],
    ["nothing", undefined],
    ["not a number", Number.NaN],
  ])("that are not JSON are refused at the door: %s", async (_what, inputs) => {
    const request = sandboxRequest("function execute() { return {}; }");
    const event = { ...request, runs: [{ inputs }] };
    await expect(handler(event, { tenantId: "tenant-a" })).rejects.toThrow(/inputs/);
  });
});
