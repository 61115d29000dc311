import { setImmediate } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { createSandbox } from "../../../functions/sandbox/create-sandbox.ts";
import { node, sandboxRequest, useSandbox } from "../../support/sandbox/shared-sandbox.ts";

const { run, send } = useSandbox();

const fast = { cpuMs: 100 };

describe("processor time", () => {
  test.each([
    ["a loop", "while (true) {}"],
    ["a loop of promises", "while (true) await null;"],
    ["a caught interruption", "while (true) { try { while (true) {} } catch {} }"],
    ["native code that asks nobody", "const a = new Uint8Array(1e7); while (true) a.reverse();"],
  ])("ends %s", async (_what, body) => {
    const reply = await run(body, { limits: fast });
    expect(reply).toMatchObject({
      status: "timeout",
      error: {
        name: "TimeoutError",
        message: "the code used more than its 100 ms of processor time",
      },
    });
    expect(reply.stats.wall_ms).toBeLessThan(5_100);
    expect(await run("return { next: true };")).toMatchObject({ output: { next: true } });
  });

  test("waiting costs none", async () => {
    const reply = await run("await new Promise((r) => setTimeout(r, 150)); return { ok: true };", {
      limits: fast,
    });
    expect(reply.status).toBe("success");
  });
});

describe("wall time", () => {
  test("ends a wait, and the worker goes on", async () => {
    const reply = await run(
      "ctx.log('waiting'); await new Promise((r) => setTimeout(r, 60_000));",
      {
        limits: { wallMs: 100 },
      },
    );
    expect(reply).toMatchObject({
      status: "timeout",
      error: { message: "the run took longer than its 100 ms" },
      logs: ["waiting"],
    });
  });

  test("of all runs together leaves the rest not run, also the one it cuts short", async () => {
    const request = sandboxRequest(
      node("await new Promise((r) => setTimeout(r, inputs.wait)); return {};"),
      {
        limits: { totalMs: 400 },
      },
    );
    const { replies } = await send({
      ...request,
      runs: [{ inputs: { wait: 0 } }, { inputs: { wait: 60_000 } }, { inputs: { wait: 0 } }],
    });
    expect(replies.map((reply) => reply.status)).toEqual(["success", "not_run", "not_run"]);
  });
});

test("the replies of all runs together stay below what Lambda can answer", async () => {
  const request = sandboxRequest(node("return { text: 'x'.repeat(2e6) };"), {
    limits: { outputBytes: 4 << 20, cpuMs: 2_000 },
  });
  const { replies } = await send({
    ...request,
    runs: Array.from({ length: 4 }, () => ({ inputs: {} })),
  });
  expect(replies.map((reply) => reply.status)).toEqual([
    "success",
    "success",
    "invalid_output",
    "invalid_output",
  ]);
});

test("a run that is under way when the sandbox is closed ends, and no other begins", async () => {
  const closing = createSandbox({ spare: false });
  await closing.warmUp();
  const underWay = closing.run(
    sandboxRequest(node("await new Promise((r) => setTimeout(r, 4_000));")),
  );
  await setImmediate();
  await closing.close();
  const { replies } = await underWay;
  expect(replies[0]).toMatchObject({ status: "error", error: { message: "the engine stopped" } });
  await expect(closing.run(sandboxRequest(node("return {};")))).rejects.toThrow("closed");
});

describe("memory", () => {
  test.each([
    ["arrays", "const all = []; while (true) all.push(new Array(1e5).fill(1));"],
    ["bytes", "const all = []; while (true) all.push(new Uint8Array(1e6));"],
    ["one block", "new ArrayBuffer(1e9);"],
    [
      "a lack of it that was caught",
      "const all = []; for (;;) { try { all.push(new Array(1e5).fill(1)); } catch (e) { all.length = 1; throw e; } }",
    ],
  ])("is bounded for %s", async (_what, body) => {
    const reply = await run(body, { limits: { memoryMb: 16, cpuMs: 3_000 } });
    expect(reply.status).toBe("memory");
    expect(reply.stats.memory_bytes).toBeLessThan(64 << 20);
  });

  test("a text too long for the engine is an error of the code", async () => {
    const reply = await run("let t = 'ab'; while (true) t += t;", { limits: { cpuMs: 3_000 } });
    expect(reply).toMatchObject({ status: "error", error: { message: "string too long" } });
  });

  test("its error names the limit", async () => {
    const reply = await run("const a = []; while (true) a.push(new Array(1e5).fill(1));", {
      limits: { memoryMb: 16, cpuMs: 3_000 },
    });
    expect(reply.error).toEqual({
      name: "MemoryLimitError",
      message: "the code needed more than its 16 MB of memory",
    });
  });
});

describe("in a function of 256 MB", () => {
  const small = useSandbox({ functionMemoryMb: 256, spare: false });
  const limits = { memoryMb: 128, cpuMs: 3_000 };

  test("a run may have no more memory than the function", async () => {
    const body = "const a = []; while (true) a.push(new Array(1e5).fill(1));";
    const reply = await small.run(body, { limits });
    expect(reply.error?.message).toBe("the code needed more than its 64 MB of memory");
    expect(reply.stats.memory_bytes).toBeLessThanOrEqual(96 << 20);
  });

  test("a run that needs less than it may is not touched", async () => {
    expect(await small.run("return { ok: true };", { limits })).toMatchObject({
      status: "success",
    });
  });
});

describe("many runs in a call", () => {
  test("each has an instance of its own", async () => {
    const request = sandboxRequest(
      "globalThis.count = (globalThis.count ?? 0) + 1; Array.prototype.mark = 1; function execute(i) { return { i, count, own: [].mark }; }",
    );
    const { replies } = await send({ ...request, runs: [1, 2, 3].map((inputs) => ({ inputs })) });
    expect(replies.map((reply) => reply.output)).toEqual([
      { i: 1, count: 1, own: 1 },
      { i: 2, count: 1, own: 1 },
      { i: 3, count: 1, own: 1 },
    ]);
  });

  test("and calls at the same time wait for one another", async () => {
    const replies = await Promise.all(
      [1, 2, 3].map((n) => run("return inputs;", { inputs: { n } })),
    );
    expect(replies.map((reply) => reply.output)).toEqual([{ n: 1 }, { n: 2 }, { n: 3 }]);
  });
});

test("at most 100 timers wait at once", async () => {
  const reply = await run("for (let i = 0; i < 101; i++) setTimeout(() => {}, 1000); return {};");
  expect(reply).toMatchObject({
    status: "error",
    error: { message: "at most 100 timers may be waiting" },
  });
});
