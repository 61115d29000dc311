import { describe, expect, test } from "vitest";
import type { GuestReport, GuestRun } from "../../../functions/sandbox/messages.ts";
import { makeRequestDesk } from "../../../functions/sandbox/requests/request-desk.ts";
import { type RunningWorker, runOnWorker } from "../../../functions/sandbox/run-on-worker.ts";
import type { WorkerListener } from "../../../functions/sandbox/sandbox-worker.ts";

const run: GuestRun = {
  number: 7,
  code: "",
  inputs: "{}",
  assertions: [],
  cpuMs: 1_000,
  wallMs: 5_000,
  memoryMb: 32,
  outputBytes: 1_000,
  now: undefined,
  seed: undefined,
  virtualTime: false,
};

/** A worker that ends the run it is sent with this report. */
const workerThatReports = (report: GuestReport): RunningWorker => {
  let listener: WorkerListener | undefined;
  return {
    alive: true,
    beat: new Int32Array(new SharedArrayBuffer(8)),
    wallGraceMs: 150,
    hold: (next) => {
      listener = next;
    },
    send: () => queueMicrotask(() => listener?.message({ kind: "done", run: run.number, report })),
    terminate: async () => {},
  };
};

const nothing = { logs: [], logsDropped: 0, cpuMs: 0, memoryBytes: 0, waitsMs: [] };

const replyTo = async (report: Partial<GuestReport>) => {
  const measured = { logs: ["a"], logsDropped: 0, cpuMs: 1, memoryBytes: 10, waitsMs: [] };
  const worker = workerThatReports({ status: "success", ...measured, ...report });
  const { reply } = await runOnWorker(worker, run, makeRequestDesk(new Set(), undefined, {}));
  return reply;
};

describe("runOnWorker", () => {
  test("gives the output as a value", async () => {
    expect(await replyTo({ output: '{"a":[1]}' })).toMatchObject({
      status: "success",
      output: { a: [1] },
    });
  });

  test.each(["", "{", "undefined", '{"a":1}x', "[".repeat(200_000)])(
    "output that is no JSON text is the node's fault: %#",
    async (output) => {
      const assertions = [{ held: true }];
      const reply = await replyTo({ output, assertions });
      expect(reply).toEqual({
        status: "invalid_output",
        error: { name: "InvalidOutputError", message: "the output is no JSON text" },
        logs: ["a"],
        stats: expect.objectContaining({ memory_bytes: 10 }),
      });
    },
  );

  test("tells how long a run used the processor before its thread had to be ended", async () => {
    const beat = new Int32Array(new SharedArrayBuffer(8));
    const stuck: RunningWorker = {
      ...workerThatReports({ status: "success", ...nothing }),
      beat,
      wallGraceMs: 0,
      // 400 of 1,000 ms were used, and what was entered then does not come back.
      send: () => {
        Atomics.store(beat, 1, 600);
        Atomics.store(beat, 0, 1);
      },
    };
    const desk = makeRequestDesk(new Set(), undefined, {});
    const { reply } = await runOnWorker(stuck, { ...run, wallMs: 60 }, desk);
    expect(reply.status).toBe("timeout");
    expect(reply.stats.cpu_ms).toBeGreaterThanOrEqual(400);
    expect(reply.stats.cpu_ms).toBeLessThanOrEqual(400 + reply.stats.wall_ms);
  });
});
