import { describe, expect, it, vi } from "vitest";
import type { GenerationMessage } from "#schemas/job.ts";
import type { RunStatus, SandboxRequest } from "#schemas/sandbox.ts";
import { AppError } from "#shared/app-error.ts";
import type { LogFields } from "#shared/http/log.ts";
import { tracedQueue } from "#shared/http/traced-queue.ts";
import { tracedSandbox } from "#shared/http/traced-sandbox.ts";
import { watchedFunction } from "#shared/http/watched-function.ts";
import { metricRecorder } from "#shared/observability/metric-recorder.ts";
import type { Sandbox } from "#shared/proving/sandbox.ts";
import { runLine } from "../../../functions/sandbox/run-line.ts";
import { capturedLines, metricsIn } from "../../support/observability/captured-lines.ts";

const stats = { cpu_ms: 1, wall_ms: 1, memory_bytes: 1, fetches: [], logs_dropped: 0 };
const ended = (...statuses: RunStatus[]) => ({
  replies: statuses.map((status) => ({ status, logs: ["said by the node"], stats })),
});

const request = { code: "", tenant: "tenant-1" } as SandboxRequest;

async function traced(run: Sandbox["run"]) {
  const recorder = metricRecorder();
  const lines: LogFields[] = [];
  const log = { warn: (_message: string, fields?: LogFields) => void lines.push(fields ?? {}) };
  const trace = { jobId: "job-1", requestId: "request-1" };
  const sandbox = tracedSandbox({ run }, { trace, log, metrics: recorder });
  const outcome = await sandbox.run(request).catch((error: unknown) => error);
  const told = metricsIn(recorder.take(new Date(0)).map((line) => JSON.parse(line)));
  return { outcome, told, lines };
}

describe("a traced sandbox", () => {
  it("hands on whom the runs are for, and counts how they ended", async () => {
    let seen: SandboxRequest | undefined;
    const reply = ended("success", "success", "timeout", "memory");
    const { outcome, told, lines } = await traced(async (one) => {
      seen = one;
      return reply;
    });
    expect(outcome).toBe(reply);
    expect(seen?.trace).toEqual({ jobId: "job-1", requestId: "request-1" });
    expect(told).toEqual([
      { status: "success", sandbox_runs_total: 2 },
      { status: "timeout", sandbox_runs_total: 1 },
      { sandbox_kills_total: 2 },
      { status: "memory", sandbox_runs_total: 1 },
    ]);
    expect(lines).toEqual([]);
  });

  it("tells a request to a host that may not be reached as a security event", async () => {
    const { told, lines } = await traced(async () => ended("refused", "success"));
    expect(lines).toEqual([{ kind: "security", event: "blocked_host", count: 1 }]);
    expect(told).toContainEqual({ kind: "blocked_host", security_events_total: 1 });
  });

  it("counts that there was none, but not that too much was asked of it", async () => {
    const without = await traced(() => Promise.reject(new AppError("unavailable", "Full.")));
    expect(without.told).toEqual([{ sandbox_faults_total: 1 }]);
    const tooMuch = await traced(() => Promise.reject(new AppError("payload_too_large", "No.")));
    expect(tooMuch.told).toEqual([]);
    expect(tooMuch.outcome).toMatchObject({ code: "payload_too_large" });
  });
});

describe("the sandbox's own line", () => {
  const trace = { jobId: "job-1", requestId: "request-1" };

  it("says whose runs they were and how they ended, and nothing of the code", () => {
    const line = runLine(trace, ended("success", "error", "success"), 12);
    expect(JSON.parse(line)).toEqual({
      timestamp: expect.stringMatching(/^\d{4}-/),
      level: "info",
      message: "sandbox",
      ...trace,
      outcome: "ran",
      runs: { success: 2, error: 1 },
      durationMs: 12,
    });
  });

  it("says that there was no reply", () => {
    expect(JSON.parse(runLine(trace, undefined, 12))).toMatchObject({
      level: "error",
      outcome: "failed",
      runs: {},
    });
  });
});

describe("a traced queue", () => {
  it("names the request in the message, and writes the line that joins it with the job", async () => {
    const sent: GenerationMessage[] = [];
    const lines: unknown[] = [];
    const queue = tracedQueue(
      { send: async (message) => void sent.push(message) },
      { requestId: "request-1", log: { info: (...line) => void lines.push(line) } },
    );
    const message = { schemaVersion: 1, tenant: "tenant-1", jobId: "job-1" } as GenerationMessage;
    await queue.send(message);
    expect(sent).toEqual([{ ...message, requestId: "request-1" }]);
    expect(lines).toEqual([["job accepted", { jobId: "job-1" }]]);
  });
});

describe("a function that no request reaches", () => {
  const linesOf = (run: () => Promise<unknown>) => {
    const handler = watchedFunction(
      { kind: "sweeper", isAnswer: (error) => error instanceof AppError },
      run,
    );
    return capturedLines(() => handler({}).catch(() => {}));
  };

  it("counts what it throws, and goes on throwing it", async () => {
    vi.stubEnv("LOG_LEVEL", "info");
    const crash = () => Promise.reject(new TypeError("x"));
    expect(metricsIn(await linesOf(crash))).toEqual([
      { function_kind: "sweeper", service_errors_total: 1 },
    ]);
    await capturedLines(() =>
      expect(watchedFunction({ kind: "sweeper" }, crash)({})).rejects.toThrow("x"),
    );
    vi.unstubAllEnvs();
  });

  it("does not count what it answers with", async () => {
    const refusal = () => Promise.reject(new AppError("forbidden", "No."));
    expect(metricsIn(await linesOf(refusal))).toEqual([]);
    expect(metricsIn(await linesOf(async () => "done"))).toEqual([]);
  });
});
