import { describe, expect, test } from "vitest";
import { SandboxReply } from "#schemas/sandbox.ts";
import { sandboxRequest, useSandbox } from "../../support/sandbox/shared-sandbox.ts";

const { run, runCode, send } = useSandbox();

describe("a result", () => {
  test("is the object the node returned, and the reply is as its schema says", async () => {
    const request = sandboxRequest(
      "async function execute({ a }, ctx) { ctx.log('sum', a); return { sum: a + 1, at: new Date(0) }; }",
      { inputs: { a: 2 } },
    );
    const reply = SandboxReply.parse(await send(request));
    expect(reply.replies).toEqual([
      {
        status: "success",
        output: { sum: 3, at: "1970-01-01T00:00:00.000Z" },
        logs: ["sum 2"],
        stats: expect.objectContaining({ fetches: [], logs_dropped: 0 }),
      },
    ]);
    expect(reply.replies[0]?.stats.memory_bytes).toBeGreaterThan(1 << 20);
  });

  test.each([
    ["an async function", "async function execute() { return { ok: true }; }"],
    ["a function", "function execute() { return { ok: true }; }"],
    ["a constant", "const execute = async () => ({ ok: true });"],
    ["strict code", "'use strict'; let execute = () => ({ ok: true });"],
    [
      "a promise of a promise",
      "function execute() { return Promise.resolve(Promise.resolve({ ok: true })); }",
    ],
    ["code with a comment at its end", "function execute() { return { ok: true }; } // the end"],
    ["code in another script", "function execute() { const größe = true; return { ok: größe }; }"],
  ])("comes from %s", async (_what, code) => {
    expect(await runCode(code)).toMatchObject({ status: "success", output: { ok: true } });
  });

  test("inputs keep dangerous keys as data", async () => {
    const inputs = JSON.parse('{"__proto__": {"polluted": true}, "constructor": 1}');
    const reply = await run(
      "return { keys: Object.keys(inputs), polluted: ({}).polluted ?? false };",
      {
        inputs,
      },
    );
    expect(reply.output).toEqual({ keys: ["__proto__", "constructor"], polluted: false });
  });

  test("any text survives the way in and out", async () => {
    const text = '\u0000 " \\ \ud83d\ude00 \u2028 é '.repeat(50);
    expect((await run("return inputs;", { inputs: { text } })).output).toEqual({ text });
  });
});

describe("what is no plain JSON object", () => {
  test.each([
    ["return null", "it returned null"],
    ["", "it returned nothing"],
    ["return [1]", "it returned an array"],
    ["return 'text'", "it returned a string"],
    ["return 5", "it returned a number"],
    ["return () => 1", "it returned a function"],
    ["return Symbol('x')", "it returned a symbol"],
    ["return 5n", "it returned a bigint"],
    ["return new Date(0)", "does not become a JSON object"],
    ["return { toJSON() { return 5; } }", "does not become a JSON object"],
    ["return { a: { f() {} } }", '"f" in the output is a function'],
    ["return { n: [1n] }", "is a BigInt; use Number() or String()"],
    ["return { groups: new Map() }", '"groups" in the output is a Map; use Object.fromEntries()'],
    ["return { tags: new Set() }", '"tags" in the output is a Set; use an array'],
    ["return { e: new RangeError('x') }", '"e" in the output is an Error; use its message'],
    ["return { p: Promise.resolve(1) }", '"p" in the output is a promise; await it first'],
    ["return { b: new Uint8Array(2) }", '"b" in the output is a typed array'],
    ["return new Map()", "the output is a Map"],
    ["const o = {}; o.self = o; return o", "contains itself (a cycle)"],
    ["return { get a() { throw new Error('no') } }", "cannot be turned into JSON: no"],
    ["return { a: 'x'.repeat(2000) }", "larger than 1000 bytes"],
    ["return { a: '€'.repeat(400) }", "larger than 1000 bytes"],
  ])("%s", async (body, message) => {
    const reply = await run(body, { limits: { outputBytes: 1_000 } });
    expect(reply).toMatchObject({
      status: "invalid_output",
      error: { name: "InvalidOutputError" },
    });
    expect(reply.error?.message).toContain(message);
    expect(reply).not.toHaveProperty("output");
  });

  test("a thenable", async () => {
    const reply = await runCode("function execute() { return { then() {} }; }");
    expect(reply.status).toBe("invalid_output");
    expect(reply.error?.message).toContain("a thenable");
  });

  test("what nests deeper than readers can follow", async () => {
    const reply = await run("let a = {}; for (let i = 0; i < 500; i++) a = { a }; return a;");
    expect(reply.status).toBe("invalid_output");
    expect(reply.error?.message).toBe("the output is nested deeper than 200 levels");
  });
});

describe("an error", () => {
  test("has the node's own line and column, and only its own frames", async () => {
    const reply = await runCode(
      "function helper(rows) {\n  return rows.length;\n}\nasync function execute(inputs) {\n  return { n: helper(inputs.rows) };\n}",
    );
    expect(reply).toMatchObject({
      status: "error",
      error: {
        name: "TypeError",
        message: "cannot read property 'length' of undefined",
        line: 2,
        stack: expect.stringMatching(
          /^at helper \(node\.js:2:\d+\)\nat execute \(node\.js:5:\d+\)$/,
        ),
      },
    });
  });

  test.each([
    ["throw null", "the code threw null, which is not an Error"],
    ["throw undefined", "the code threw undefined, which is not an Error"],
    ["throw 'text'", 'the code threw "text", which is not an Error'],
    ["throw Symbol('s')", "the code threw Symbol(s), which is not an Error"],
    ["throw { a: 1 }", "the code threw an object that is not an Error"],
    ["throw { get message() { throw 1 } }", "the code threw an object that is not an Error"],
    [
      "throw { message: { toString() { throw 1 } } }",
      "the code threw an object that is not an Error",
    ],
    ["throw new Proxy({}, { get() { throw 1 } })", "the code threw an object that is not an Error"],
    ["throw Object.assign(new Error('m'), { name: 'X' })", "m"],
    ["setTimeout(() => { throw new Error('late') }); await new Promise(() => {})", "late"],
    [
      "await new Promise(() => {})",
      "execute() waits for a promise that nothing will settle: no timer or request is left",
    ],
    ["(function f() { f(); })()", "Maximum call stack size exceeded"],
  ])("%s", async (body, message) => {
    expect(await run(body)).toMatchObject({ status: "error", error: { message } });
  });

  test("texts of any length are cut", async () => {
    const reply = await run(
      "const e = new Error('m'.repeat(1e5)); e.name = 'n'.repeat(1e5); throw e;",
    );
    expect(reply.error?.name).toHaveLength(100);
    expect(reply.error?.message).toHaveLength(2_000);
  });

  test.each([
    ["Buffer.from('a')", "toBase64()"],
    ["process.env.HOME", "take what the node needs from `inputs`"],
    ["require('fs')", "there are no modules here"],
    ["await fetch('https://a.example')", "use ctx.fetch(url, init)"],
    ["await import('fs')", "there are no modules"],
    ["new FormData()", "use URLSearchParams"],
    ["window.alert(1)", "name what you need directly"],
  ])("%s names what to use instead", async (body, hint) => {
    const reply = await run(body);
    expect(reply).toMatchObject({ status: "error", error: { name: "ReferenceError" } });
    expect(reply.error?.message).toContain("is not available here");
    expect(reply.error?.message).toContain(hint);
  });
});

describe("code that cannot be run", () => {
  test.each([
    ["function (", "function name expected", 1],
    ["async function execute() {\n  return 1 +;\n}", "unexpected token", 2],
    ["import fs from 'fs';\nfunction execute() {}", "import and export are not available here", 1],
    ["\nexport default function execute() {}", "import and export are not available here", 2],
  ])("%j", async (code, message, line) => {
    const reply = await runCode(code);
    expect(reply).toMatchObject({ status: "compile_error", error: { name: "SyntaxError", line } });
    expect(reply.error?.message).toContain(message);
  });

  test.each([
    ["", "the code does not declare execute"],
    ["const run = () => ({});", "the code does not declare execute"],
    ["const execute = 5;", "the code has no function named execute"],
  ])("without execute: %j", async (code, message) => {
    const reply = await runCode(code);
    expect(reply.status).toBe("compile_error");
    expect(reply.error?.message).toContain(message);
  });

  test("a SyntaxError that running it threw is an error like any other", async () => {
    expect(await runCode("JSON.parse('{');")).toMatchObject({ status: "error" });
    expect(await runCode("throw new SyntaxError('mine');")).toMatchObject({
      status: "error",
      error: { name: "SyntaxError", message: "mine", line: 1 },
    });
  });
});

describe("logs", () => {
  test("come from ctx.log and console, as text, one entry a call", async () => {
    const reply = await run(
      "ctx.log('a', 1, { b: [2] }, null, undefined); console.error(new TypeError('bad')); console.table([1]); return {};",
    );
    expect(reply.logs).toEqual(['a 1 {"b":[2]} null undefined', "TypeError: bad", "[1]"]);
  });

  test("are bounded and counted", async () => {
    const reply = await run("for (let i = 0; i < 1234; i++) ctx.log(i); return {};");
    expect(reply.logs).toHaveLength(201);
    expect(reply.logs.at(-1)).toBe("(further log entries were dropped)");
    expect(reply.stats.logs_dropped).toBe(1_034);
  });

  test("cannot forge lines or colours", async () => {
    const reply = await run("ctx.log('\\u001b[31mred\\r\\u0000\\u2028\\u202e'); return {};");
    expect(reply.logs).toEqual(["\\u001b[31mred\\u000d\\u0000\\u2028\\u202e"]);
  });

  test("of a run that failed are kept", async () => {
    const reply = await run("ctx.log('before'); while (true) {}", { limits: { cpuMs: 50 } });
    expect(reply).toMatchObject({ status: "timeout", logs: ["before"] });
  });
});
