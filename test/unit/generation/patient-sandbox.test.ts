import { describe, expect, it } from "vitest";
import { backgroundFunctions } from "#schemas/functions.ts";
import type { SandboxRequest } from "#schemas/sandbox.ts";
import { settings } from "#schemas/settings.ts";
import { AppError } from "#shared/app-error.ts";
import { patientSandbox, proofReserveMs } from "#shared/generation/patient-sandbox.ts";
import type { Sandbox } from "#shared/proving/sandbox.ts";

const request: SandboxRequest = {
  tenant: "t",
  code: "",
  runs: [{ inputs: {} }],
  limits: { cpuMs: 1, wallMs: 1, memoryMb: 8, outputBytes: 2, totalMs: 20_000 },
  hosts: [],
};

const full = new AppError("unavailable", "Full.");

/** A sandbox at second 0 of a job whose budget ends at `deadline`. */
function patient(run: Sandbox["run"], { deadline = 60_000, now = 0, lost = false } = {}) {
  const told = { slept: [] as number[], faults: [] as unknown[], nowMs: now };
  const controller = new AbortController();
  if (lost) controller.abort();
  const sandbox = patientSandbox(
    { run },
    {
      clock: { now: () => new Date(told.nowMs) },
      sleep: async (milliseconds) => {
        told.slept.push(milliseconds);
        told.nowMs += milliseconds;
      },
      onFault: (error) => told.faults.push(error),
      deadline,
      lost: controller.signal,
    },
  );
  return { told, sandbox };
}

const alwaysFull = () => Promise.reject(full);

describe("a patient sandbox", () => {
  it("gives up after three pauses", async () => {
    const { told, sandbox } = patient(alwaysFull);
    await expect(sandbox.run(request)).rejects.toBe(full);
    expect(told.slept).toEqual([2_000, 4_000, 8_000]);
    expect(told.faults).toEqual([full, full, full]);
  });

  it("begins no pause that would end after the deadline", async () => {
    const { told, sandbox } = patient(alwaysFull, { deadline: 5_000 });
    await expect(sandbox.run(request)).rejects.toBe(full);
    expect(told.slept).toEqual([2_000]);
  });

  it("does not ask again for a job that is lost, nor after a fault that will not pass", async () => {
    const lost = patient(alwaysFull, { lost: true });
    await expect(lost.sandbox.run(request)).rejects.toBe(full);
    const large = new AppError("payload_too_large", "Too large.");
    const refused = patient(() => Promise.reject(large));
    await expect(refused.sandbox.run(request)).rejects.toBe(large);
    expect([...lost.told.slept, ...refused.told.slept]).toEqual([]);
  });

  it("lets a call after the deadline have the time that is kept for it, and no more", async () => {
    const totals: number[] = [];
    const run: Sandbox["run"] = async ({ limits }) => {
      totals.push(limits.totalMs);
      return { replies: [] };
    };
    for (const left of [proofReserveMs, 7_000]) {
      const now = 60_000 + proofReserveMs - left;
      await patient(run, { now }).sandbox.run(request);
    }
    expect(totals).toEqual([20_000, 7_000]);
    const late = patient(run, { now: 60_000 + proofReserveMs });
    await expect(late.sandbox.run(request)).rejects.toMatchObject({ code: "unavailable" });
    expect(totals).toHaveLength(2);
  });

  it("does not wait longer than that for a call that never ends", async () => {
    const { sandbox } = patient(() => new Promise(() => {}), { now: 59_900 + proofReserveMs });
    await expect(sandbox.run(request)).rejects.toMatchObject({ code: "unavailable" });
  });
});

describe("the worker's time", () => {
  it("holds the longest budget, the proof after it, and 20 s for the stores", () => {
    const { schema } = settings.GENERATION_BUDGET_SECONDS;
    const most = (backgroundFunctions.worker.timeoutSeconds * 1_000 - proofReserveMs) / 1_000 - 20;
    expect(schema.safeParse(String(most)).success).toBe(true);
    expect(schema.safeParse(String(most + 1)).success).toBe(false);
  });
});
