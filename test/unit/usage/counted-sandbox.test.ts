import { describe, expect, it, vi } from "vitest";
import type { RunReply, SandboxRequest } from "#schemas/sandbox.ts";
import { countedSandbox } from "#shared/usage/counted-sandbox.ts";
import { newTenant } from "../../support/stores/node-samples.ts";

const reply = (status: RunReply["status"], cpu_ms: number): RunReply => ({
  status,
  logs: [],
  stats: { cpu_ms, wall_ms: 1, memory_bytes: 0, fetches: [], logs_dropped: 0 },
});

const replies = [reply("success", 1.4), reply("timeout", 100), reply("not_run", 0)];
const request: SandboxRequest = {
  tenant: newTenant(),
  code: "async function execute() { return {}; }",
  runs: [{ inputs: {} }],
  limits: { cpuMs: 100, wallMs: 1_000, memoryMb: 32, outputBytes: 1_000, totalMs: 1_000 },
  hosts: [],
};
const clock = { now: () => new Date("2026-11-21T23:59:59.999Z") };

describe("a counted sandbox", () => {
  it("counts what ran for its tenant, however it ended, and gives the reply on", async () => {
    const addRuns = vi.fn(async () => {});
    const sandbox = countedSandbox(
      { run: async () => ({ replies }) },
      { usage: { addRuns }, clock, onFault: () => {} },
    );
    expect(await sandbox.run(request)).toEqual({ replies });
    expect(addRuns).toHaveBeenCalledExactlyOnceWith(request.tenant, "2026-11-21", {
      count: 2,
      cpuMs: 101,
    });
  });

  it("gives the reply also where it cannot be counted", async () => {
    const onFault = vi.fn();
    const addRuns = async () => {
      throw new Error("throttled");
    };
    const sandbox = countedSandbox(
      { run: async () => ({ replies }) },
      { usage: { addRuns }, clock, onFault },
    );
    expect(await sandbox.run(request)).toEqual({ replies });
    expect(onFault).toHaveBeenCalledTimes(1);
  });

  it("counts nothing where the sandbox could not be had", async () => {
    const addRuns = vi.fn(async () => {});
    const sandbox = countedSandbox(
      { run: () => Promise.reject(new Error("no room")) },
      { usage: { addRuns }, clock, onFault: () => {} },
    );
    await expect(sandbox.run(request)).rejects.toThrow("no room");
    expect(addRuns).not.toHaveBeenCalled();
  });
});
