import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { RunReply } from "#schemas/sandbox.ts";
import type { GuestRun } from "../../functions/sandbox/messages.ts";
import { makeRequestDesk } from "../../functions/sandbox/requests/request-desk.ts";
import { steppedClock } from "../../functions/sandbox/run/guest-clock.ts";
import { makeGuestHost } from "../../functions/sandbox/run/guest-host.ts";
import { KeptLogs, sharedBytes } from "../../functions/sandbox/run/kept-logs.ts";
import { LocaleBridge } from "../../functions/sandbox/run/locale-bridge.ts";
import { LogBook } from "../../functions/sandbox/run/log-book.ts";
import { VirtualTimeline } from "../../functions/sandbox/run/timeline.ts";
import { type RunningWorker, runOnWorker } from "../../functions/sandbox/run-on-worker.ts";
import type { WorkerListener } from "../../functions/sandbox/sandbox-worker.ts";

const seed = 20_260_101;

const run: GuestRun = {
  number: 7,
  code: "",
  inputs: "{}",
  assertions: [],
  cpuMs: 1_000,
  wallMs: 50,
  memoryMb: 32,
  outputBytes: 1_000,
  now: undefined,
  seed: undefined,
  virtualTime: false,
};

/** A worker that posts these, one after the other, and is then silent. */
async function replyToPosted(messages: readonly unknown[]) {
  let listener: WorkerListener | undefined;
  let ended = 0;
  const worker: RunningWorker = {
    alive: true,
    beat: new Int32Array(new SharedArrayBuffer(sharedBytes)),
    wallGraceMs: 0,
    hold: (next) => {
      listener = next;
    },
    send: ({ kind }) => {
      if (kind !== "run") return;
      queueMicrotask(() => {
        for (const message of messages) listener?.message(message);
      });
    },
    terminate: async () => {
      ended += 1;
    },
  };
  const desk = makeRequestDesk(new Set(), undefined, {});
  const { reply, bytes } = await runOnWorker(worker, run, desk);
  expect(RunReply.safeParse(reply).error).toBeUndefined();
  expect(bytes).toBeGreaterThan(0);
  return { reply, ended };
}

const report = {
  status: "success",
  output: '{"a":1}',
  logs: [],
  logsDropped: 0,
  cpuMs: 1,
  memoryBytes: 10,
  waitsMs: [],
};
const done = (more: object) => ({ kind: "done", run: 7, report: { ...report, ...more } });

describe("a worker that was taken over is ended, and what it said is not passed on", () => {
  test.each([
    ["nothing", undefined],
    ["null", null],
    ["a text", "done"],
    ["an unknown kind", { kind: "eval", run: 7 }],
    ["no report", { kind: "done", run: 7 }],
    ["a status of its own", done({ status: "admin" })],
    ["an output that is no text", done({ output: { a: 1 } })],
    ["a log line of a megabyte", done({ logs: ["x".repeat(1e6)] })],
    ["ten thousand log lines", done({ logs: Array(1e4).fill("x") })],
    ["log lines that are no texts", done({ logs: [{ toString: "x" }] })],
    ["an error with more in it", done({ error: { name: "a", message: "b", host: "c" } })],
    ["a message of a megabyte", done({ error: { name: "a", message: "b".repeat(1e6) } })],
    ["times that are none", done({ cpuMs: Number.NaN })],
    ["memory below nothing", done({ memoryBytes: -1 })],
    ["a million waits", done({ waitsMs: Array(1e6).fill(1) })],
    ["more than a report", done({ admin: true })],
    ["a request without a text", { kind: "request", run: 7, id: 1 }],
    ["a request with a number that is none", { kind: "request", run: 7, id: -1, text: "{}" }],
    ["an output fixed to nonsense", { kind: "fixed", run: 7, report: 5 }],
  ])("%s", async (_what, message) => {
    const { reply, ended } = await replyToPosted([message, done({ output: '{"forged":1}' })]);
    expect(reply).toMatchObject({ status: "error", error: { message: "the engine stopped" } });
    expect(reply).not.toHaveProperty("output");
    expect(ended).toBe(1);
  });

  test.each([
    ["a list", "[1]"],
    ["a number", "5"],
    ["null", "null"],
    ["no JSON", "{"],
  ])("an output is an object, not %s", async (_what, output) => {
    const { reply } = await replyToPosted([done({ output })]);
    expect(reply.status).toBe("invalid_output");
  });

  test("words about another run are not heard", async () => {
    const { reply } = await replyToPosted([
      { ...done({}), run: 6 },
      { ...done({}), run: 8 },
    ]);
    expect(reply).toMatchObject({ status: "timeout" });
  });

  test("any messages, in any order, end in a reply that keeps to its schema", async () => {
    const kind = fc.constantFrom("ready", "request", "abort", "fixed", "done", "run", "");
    const message = fc.oneof(
      fc.anything({ withBigInt: true, withMap: true, withTypedArray: true }),
      fc.record({ kind, run: fc.constantFrom(6, 7), id: fc.nat(3), text: fc.string() }),
      fc.record(
        {
          kind,
          run: fc.constant(7),
          report: fc.record({ ...constants(), output: fc.json(), status: fc.string() }),
        },
        { requiredKeys: ["kind"] },
      ),
      fc.record({
        kind: fc.constant("done"),
        run: fc.constant(7),
        report: fc.record({ ...constants(), output: fc.json() }),
      }),
    );
    const property = fc.asyncProperty(fc.array(message, { maxLength: 6 }), async (messages) => {
      await replyToPosted([...messages, done({})]);
    });
    await fc.assert(property, { seed, numRuns: 300 });
  });
});

function constants() {
  return {
    status: fc.constantFrom("success", "error", "timeout"),
    logs: fc.array(fc.string(), { maxLength: 3 }),
    logsDropped: fc.integer(),
    cpuMs: fc.double(),
    memoryBytes: fc.integer(),
    waitsMs: fc.array(fc.double(), { maxLength: 3 }),
  };
}

describe("whatever a guest sends through the one function", () => {
  test("the host answers within bounds, in any order and number", async () => {
    const operation = fc.constantFrom(
      "log",
      "drop",
      "timer",
      "clear",
      "fetch",
      "abort",
      "locale",
      "compare",
      "",
    );
    const text = fc.oneof(fc.nat(200).map(String), fc.string(), fc.json(), fc.double().map(String));
    const call = fc.tuple(operation, fc.array(text, { maxLength: 4 }));
    const property = fc.asyncProperty(fc.array(call, { maxLength: 300 }), async (calls) => {
      const timeline = new VirtualTimeline(steppedClock(0));
      const logs = new LogBook();
      const requests: number[] = [];
      const host = makeGuestHost({
        logs,
        timeline,
        locale: new LocaleBridge(),
        fire: () => {},
        request: (id) => requests.push(id),
        abort: () => {},
        waited: (milliseconds) => expect(milliseconds).toBeLessThan(2 ** 31),
      });
      for (const [name, texts] of calls) {
        try {
          expect(["string", "undefined"]).toContain(typeof host(name, texts));
        } catch (thrown) {
          if (typeof thrown !== "string") throw thrown;
        }
      }
      expect(requests.length).toBeLessThanOrEqual(20);
      expect(new Set(requests).size).toBe(requests.length);
      expect(logs.lines.length).toBeLessThanOrEqual(200);
      for (let left = 101; left > 0 && (await timeline.next()) !== undefined; left -= 1)
        expect(left).toBeGreaterThan(1);
    });
    await fc.assert(property, { seed, numRuns: 150 });
  });

  test("the desk answers any text with JSON, and lets nothing undeclared out", async () => {
    const request = fc.record(
      {
        url: fc.oneof(fc.webUrl(), fc.string(), fc.constant("https://api.example/")),
        method: fc.oneof(fc.constantFrom("GET", "POST", "CONNECT"), fc.string()),
        headers: fc.oneof(fc.array(fc.tuple(fc.string(), fc.string())), fc.jsonValue()),
        text: fc.string(),
        base64: fc.string(),
      },
      { requiredKeys: [] },
    );
    const text = fc.oneof(
      request.map((value) => JSON.stringify(value)),
      fc.json(),
      fc.string(),
    );
    const property = fc.asyncProperty(fc.nat(5), text, async (id, asked) => {
      const resolve = async () => ["127.0.0.1"];
      const desk = makeRequestDesk(new Set(["api.example"]), undefined, { resolve });
      const { text: answer, fatal } = await desk.answer(id, asked);
      expect(JSON.parse(answer)).toEqual({
        failed: expect.any(String),
        refused: expect.any(Boolean),
      });
      expect(fatal).toBeUndefined();
      desk.close();
    });
    await fc.assert(property, { seed, numRuns: 150 });
  });
});

describe("log lines in shared memory", () => {
  test("are read within bounds, whatever a worker wrote there", () => {
    const beat = new Int32Array(new SharedArrayBuffer(sharedBytes));
    const property = fc.property(
      fc.integer(),
      fc.integer(),
      fc.uint8Array({ maxLength: 200 }),
      (used, dropped, bytes) => {
        new Uint8Array(beat.buffer).set(bytes, 16);
        beat[2] = used;
        beat[3] = dropped;
        const { logs, logsDropped } = new KeptLogs(beat).read();
        expect(logs.join("").length).toBeLessThanOrEqual(sharedBytes);
        expect(logsDropped).toBeGreaterThanOrEqual(0);
      },
    );
    fc.assert(property, { seed, numRuns: 200 });
  });

  test("are none where there is no room for them", () => {
    const kept = new KeptLogs(new Int32Array(new SharedArrayBuffer(8)));
    kept.add("x");
    kept.dropped(1);
    kept.clear();
    expect(kept.read()).toEqual({ logs: [], logsDropped: 0 });
  });
});
