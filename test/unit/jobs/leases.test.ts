import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { JobId } from "#schemas/identifiers.ts";
import { LeaseLost } from "#shared/jobs/job-store.ts";
import { keepLease } from "#shared/jobs/keep-lease.ts";
import { newNodeId, newTenant } from "../../support/stores/node-samples.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const clock = { now: () => new Date("2031-02-03T04:05:00.000Z") };
const claim = { tenant: newTenant(), jobId: JobId.parse(newNodeId()), fence: 1 };

/** A lease of 30 s over a store of which a test changes the answers. */
function setUp() {
  const told = { until: [] as string[], looks: 0, faults: [] as unknown[] };
  const store = {
    heartbeat: async (_: unknown, at: { leaseUntil: string }) => {
      told.until.push(at.leaseUntil);
    },
    isHeld: async () => {
      told.looks += 1;
      return true;
    },
  };
  const onFault = (error: unknown) => told.faults.push(error);
  return { told, store, lease: keepLease(claim, { jobs: store, clock, leaseMs: 30_000, onFault }) };
}

describe("keepLease", () => {
  it("renews at a third of the lease, and looks every 2 s, until it is stopped", async () => {
    const { told, lease } = setUp();
    await vi.advanceTimersByTimeAsync(20_000);
    lease.stop();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(told.until).toEqual(Array(2).fill("2031-02-03T04:05:30.000Z"));
    expect(told.looks).toBe(10);
    expect(lease.signal.aborted).toBe(false);
  });

  it("aborts when the claim is lost, and not for a passing fault", async () => {
    const { told, store, lease } = setUp();
    const throttled = new Error("throttled");
    const faults = [throttled, new LeaseLost("taken")];
    store.heartbeat = async () => {
      throw faults.shift();
    };
    await vi.advanceTimersByTimeAsync(10_000);
    expect(lease.signal.aborted).toBe(false);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(lease.signal.aborted).toBe(true);
    expect(told.faults).toEqual([throttled]);
    lease.stop();
  });

  it("aborts within 2 s where the job was cancelled", async () => {
    const { store, lease } = setUp();
    store.isHeld = async () => false;
    store.heartbeat = () => Promise.reject(new LeaseLost("cancelled"));
    await vi.advanceTimersByTimeAsync(2_000);
    expect(lease.signal.aborted).toBe(true);
    lease.stop();
  });

  it("goes on where a look was behind, or could not be had", async () => {
    const { told, store, lease } = setUp();
    const answers = [async () => false, () => Promise.reject(new Error("throttled"))];
    store.isHeld = () => answers.shift()?.() ?? Promise.resolve(true);
    await vi.advanceTimersByTimeAsync(6_000);
    expect(lease.signal.aborted).toBe(false);
    expect(told.until).toHaveLength(1);
    expect(told.faults).toEqual([]);
    lease.stop();
  });
});
