import { describe, expect, test } from "vitest";
import { useHostileSandbox } from "../support/sandbox/hostile-run.ts";
import { sandboxRequest, useSandbox } from "../support/sandbox/shared-sandbox.ts";

const { attempt, attemptCode } = useHostileSandbox();

describe("a node cannot make up how it ended", () => {
  test.each([
    ["an output it never returned", "Object.prototype.text = '5'; return null;", "invalid_output"],
    [
      "an output that is a list",
      "Object.prototype.text = '[1e20]'; return null;",
      "invalid_output",
    ],
    ["a fault it never had", "Object.prototype.invalid = 'x'; return { ok: true };", "success"],
    ["a refusal", "Object.prototype.refused = true; throw new Error('x');", "error"],
    [
      "a refusal by serialising",
      "Object.prototype.toJSON = () => ({ name: 'A', message: 'm', refused: true }); throw new Error('x');",
      "error",
    ],
    [
      "no description at all",
      "Object.prototype.toJSON = () => undefined; throw new Error('x');",
      "error",
    ],
    [
      "a refusal by an error class",
      "const own = new Error('x'); globalThis.TypeError = function () { return own; }; await ctx.fetch('https://a.example').catch(() => {}); throw own;",
      "error",
    ],
    ["lack of memory", "throw new Error('out of memory');", "error"],
    [
      "lack of memory, in passing",
      "throw new RangeError('the printer is out of memory');",
      "error",
    ],
    ["lack of memory by the engine's word", "throw null;", "error"],
    [
      "a limit",
      "const e = new Error('the code used more than its 30 ms of processor time'); e.name = 'TimeoutError'; throw e;",
      "error",
    ],
    [
      "a fault of its test's script",
      "const e = new Error('x'); e.name = 'HttpScriptError'; throw e;",
      "error",
    ],
    [
      "settling twice",
      "return { then(yes, no) { no(new Error('x')); yes({ ok: true }); } };",
      "error",
    ],
    [
      "frames of another file",
      "const e = new Error('x'); e.stack = 'at execute (/etc/passwd:1:1)'; throw e;",
      "error",
    ],
    [
      "an answer to a request",
      "Object.prototype.failed = 'forged'; Object.prototype.status = 200; const r = await ctx.fetch('https://a.example').catch((e) => e); throw r;",
      "refused",
    ],
  ])("%s", async (_what, body, status) => {
    const reply = await attempt(body);
    expect(reply.status).toBe(status);
    expect(reply.error?.name).not.toBe("HttpScriptError");
    expect(JSON.stringify(reply.error ?? {})).not.toContain("passwd");
  });

  test.each([
    [
      "from a timer",
      "async function execute() { setTimeout(() => { throw { get message() { for (;;); } }; }); await new Promise(() => {}); }",
    ],
    [
      "while it is loaded",
      "let n = 0; throw { get message() { if (n++ > 0) for (;;); return 'x'; } };",
    ],
    [
      "by its name, from a job",
      "function execute() { queueMicrotask(() => { throw { get name() { for (;;); } }; }); return new Promise((r) => setTimeout(r, 1)); }",
    ],
    ["by its stack", "throw { get stack() { for (;;); } };"],
  ])("what is thrown takes the time for itself: %s", async (_what, code) => {
    const reply = await attemptCode(code);
    expect(["timeout", "invalid_output"]).toContain(reply.status);
  });
});

describe("a node cannot make the host lose count", () => {
  test("of requests, by a promise class that asks again and again", async () => {
    const reply = await attempt(
      `const P = Promise; const all = [];
       globalThis.Promise = function (executor) { all.push(executor); return new P(executor); };
       ctx.fetch("https://a.example").catch(() => {});
       for (const executor of all) for (let i = 0; i < 50; i++) { try { executor(() => {}, () => {}); } catch {} }
       return { seen: all.length };`,
    );
    expect(reply).toMatchObject({ output: { seen: 0 }, stats: { fetches: [{ method: "GET" }] } });
  });

  test("of waits, by virtual timers", async () => {
    const reply = await attempt("setInterval(() => {}, 1); await new Promise(() => {});", {
      http: [],
    });
    expect(reply.status).toBe("timeout");
    expect(reply.stats.waits_ms?.length).toBeLessThanOrEqual(1_000);
  });

  test.each(["1.7e308", "Infinity", "-Infinity", "NaN", "2 ** 53", "'x'", "1n"])(
    "of time, by a wait of %s",
    async (wait) => {
      const body = `const late = () => new Promise((r) => setTimeout(r, ${wait}));
        try { for (let i = 0; i < 4; i++) await late(); } catch (e) { return { name: e.name }; }
        return { time: Number.isFinite(Date.now()) };`;
      const reply = await attempt(body, { http: [], now: "2026-01-01T00:00:00Z" });
      expect(reply.output).toEqual({ time: true });
    },
  );

  test("of log lines", async () => {
    const body = "for (let i = 0; i < 300; i++) ctx.log('\\u0000\\u202e'.repeat(2e3)); return {};";
    const reply = await attempt(body, { limits: { cpuMs: 1_000 } });
    expect(Buffer.byteLength(reply.logs.join())).toBeLessThan((64 << 10) + 400);
    expect(reply.stats.logs_dropped).toBe(300 - reply.logs.length + 1);
  });
});

describe("log lines written before a run is ended with its thread", () => {
  const stuck = "const a = new Uint8Array(8e6); for (;;) a.reverse();";
  test.each([
    ["are kept", "ctx.log('one'); ctx.log('zwei: ä', { b: 2 });", ["one", 'zwei: ä {"b":2}']],
    ["are only those of the run", "", []],
    [
      "may be empty or hold line breaks",
      "ctx.log(''); ctx.log('a\\nb\\u0000c');",
      ["", "a\nb\\u0000c"],
    ],
  ])("%s", async (_what, logging, logs) => {
    const reply = await attempt(`${logging} ${stuck}`);
    expect(reply).toMatchObject({ status: "timeout", logs });
  });

  test("are bounded and counted like any others", async () => {
    const reply = await attempt(`for (let i = 0; i < 500; i++) ctx.log(i); ${stuck}`, {
      limits: { cpuMs: 200 },
    });
    expect(reply.logs).toHaveLength(201);
    expect(reply.logs.at(-1)).toBe("(further log entries were dropped)");
    // The guest tells of them a hundred at a time, and was ended before it told of the last.
    expect(reply.stats.logs_dropped).toBeGreaterThan(200);
  });
});

describe("the replies of all runs stay below Lambda's 6 MB, whatever they are filled with", () => {
  const { send } = useSandbox();
  const quotes = "'\"'.repeat(5000)";
  test.each([
    [
      "logs that double as JSON",
      50,
      `for (let i = 0; i < 13; i++) ctx.log(${quotes}); return {};`,
      [],
    ],
    [
      "messages of assertions",
      50,
      "return { text: '€'.repeat(3000) };",
      Array(20).fill("out.text"),
    ],
    ["outputs", 15, "return { text: '\"'.repeat(3e5) };", []],
  ])("%s", async (_what, length, body, assertions) => {
    const code = `async function execute(inputs, ctx) { ${body} }`;
    const request = sandboxRequest(code, { limits: { totalMs: 50_000, cpuMs: 2_000 } });
    const runs = Array.from({ length }, () => ({ inputs: {}, assertions }));
    const { replies } = await send({ ...request, runs });
    const bytes = Buffer.byteLength(JSON.stringify({ replies }));
    expect(replies).toHaveLength(length);
    expect(bytes).toBeGreaterThan(4e6);
    expect(bytes).toBeLessThan(6e6);
    expect(replies.at(-1)).toMatchObject({ error: { message: expect.stringMatching(/large/) } });
  });
});
