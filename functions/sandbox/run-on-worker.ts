import type { RunReply, RunStats } from "#schemas/sandbox.ts";
import type { FromWorker, GuestReport, GuestRun } from "./messages.ts";
import { readMessage } from "./read-message.ts";
import type { RequestDesk } from "./requests/request-desk.ts";
import { unevaluated } from "./run/guest-assertions.ts";
import { cpuError, memoryError, wallError } from "./run/guest-errors.ts";
import { KeptLogs } from "./run/kept-logs.ts";
import { beatBudgetMs } from "./run/meter.ts";
import { noObject } from "./run/run-endings.ts";
import type { SandboxWorker, WorkerEnd } from "./sandbox-worker.ts";
import { watch } from "./watch.ts";

/** What a run needs of its worker. */
export type RunningWorker = Pick<
  SandboxWorker,
  "alive" | "beat" | "wallGraceMs" | "hold" | "send" | "terminate"
>;

/**
 * Runs once on a worker, answers its requests, and ends the worker if it overruns. `bytes` is the
 * size of what the node itself made of the reply.
 */
export async function runOnWorker(
  worker: RunningWorker,
  run: GuestRun,
  desk: RequestDesk,
): Promise<{ readonly reply: RunReply; readonly bytes: number }> {
  const startedAt = performance.now();
  const report = await reportOf(worker, run, desk);
  desk.close();
  const reply = {
    ...resultOf(report),
    ...factsOf(report, run, desk, performance.now() - startedAt),
  };
  const besideOutput = JSON.stringify({ ...reply, output: undefined });
  return { reply, bytes: Buffer.byteLength(besideOutput) + Buffer.byteLength(report.output ?? "") };
}

function reportOf(worker: RunningWorker, run: GuestRun, desk: RequestDesk): Promise<GuestReport> {
  return new Promise((resolve) => {
    let fixed: GuestReport | undefined;
    const kept = new KeptLogs(worker.beat);
    kept.clear();
    Atomics.store(worker.beat, beatBudgetMs, run.cpuMs);

    const finish = (report: GuestReport) => {
      unwatch();
      worker.hold(undefined);
      resolve(report);
    };
    /** What stands when the worker is gone: the fixed output, or the reason alone. */
    const lost = (report: GuestReport) => {
      const assertions = run.assertions.map(() => unevaluated(run));
      finish(fixed === undefined ? { ...report, ...kept.read() } : { ...fixed, assertions });
    };
    /** A worker that speaks nonsense is not ours any more. */
    const distrust = () => {
      lost(engineStopped);
      void worker.terminate();
    };
    const wall = { limitMs: run.wallMs, graceMs: worker.wallGraceMs };
    const unwatch = watch(worker.beat, wall, (kind, insideMs) => {
      const error = kind === "cpu" ? cpuError(run.cpuMs) : wallError(run.wallMs);
      const cpuMs = finishedMs(worker.beat, run) + insideMs;
      lost({ ...nothingMeasured, cpuMs, status: "timeout", error });
      void worker.terminate();
    });
    worker.hold({
      message: (posted) => {
        const message = readMessage(posted);
        if (message === undefined) return distrust();
        if (message.kind === "ready" || message.run !== run.number) return;
        if (message.kind === "done") finish(message.report);
        else if (message.kind === "fixed") fixed = message.report;
        else void answer(worker, run, desk, message);
      },
      ended: (end) => lost(reportOfEnd(end, run)),
    });
    worker.send({ kind: "run", run });
  });
}

/** Processor time of guest code before it was last entered; within bounds, whatever was written. */
const finishedMs = (beat: Int32Array, { cpuMs }: GuestRun): number =>
  Math.min(cpuMs, Math.max(0, cpuMs - Atomics.load(beat, beatBudgetMs)));

async function answer(
  worker: RunningWorker,
  run: GuestRun,
  desk: RequestDesk,
  message: Extract<FromWorker, { kind: "request" | "abort" }>,
): Promise<void> {
  if (message.kind === "abort") return desk.abort(message.id);
  const answer = await desk.answer(message.id, message.text);
  if (worker.alive) worker.send({ kind: "answer", run: run.number, id: message.id, ...answer });
}

function reportOfEnd(end: WorkerEnd, run: GuestRun): GuestReport {
  if (end === "out_of_memory") {
    return { ...nothingMeasured, status: "memory", error: memoryError(run.memoryMb) };
  }
  return engineStopped;
}

const nothingMeasured = { logs: [], logsDropped: 0, cpuMs: 0, memoryBytes: 0, waitsMs: [] };

const engineStopped: GuestReport = {
  ...nothingMeasured,
  status: "error",
  error: { name: "EngineError", message: "the engine stopped" },
};

type Facts = Pick<RunReply, "logs" | "unused_http" | "stats">;

function factsOf(report: GuestReport, run: GuestRun, desk: RequestDesk, wallMs: number): Facts {
  const stats: RunStats = {
    cpu_ms: roundMs(report.cpuMs),
    wall_ms: roundMs(wallMs),
    memory_bytes: report.memoryBytes,
    fetches: desk.fetches(),
    logs_dropped: report.logsDropped,
    ...(run.virtualTime || run.now !== undefined ? { waits_ms: [...report.waitsMs] } : {}),
  };
  const unused = desk.unused();
  return {
    logs: [...report.logs],
    ...(unused === undefined ? {} : { unused_http: unused }),
    stats,
  };
}

/** The text of an output was made in the guest, so it may be anything. */
function resultOf(report: GuestReport): Omit<RunReply, keyof Facts> {
  const { status, output, error, assertions } = report;
  const read = output === undefined ? {} : readOutput(output);
  if ("fault" in read) {
    return { status: "invalid_output", error: { name: "InvalidOutputError", message: read.fault } };
  }
  return {
    status,
    ...read,
    ...(error === undefined ? {} : { error }),
    ...(assertions === undefined ? {} : { assertions: [...assertions] }),
  };
}

function readOutput(text: string): Pick<RunReply, "output"> | { readonly fault: string } {
  try {
    const output = JSON.parse(text);
    const isObject = typeof output === "object" && output !== null && !Array.isArray(output);
    return isObject ? { output } : { fault: noObject };
  } catch {
    return { fault: "the output is no JSON text" };
  }
}

const roundMs = (milliseconds: number) => Math.round(milliseconds * 100) / 100;
