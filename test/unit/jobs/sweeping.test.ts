import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { JobId } from "#schemas/identifiers.ts";
import { hasEnded, transitions } from "#shared/jobs/job-status.ts";
import { LeaseLost } from "#shared/jobs/job-store.ts";
import { keepLease } from "#shared/jobs/keep-lease.ts";
import { sweepJobs } from "#shared/jobs/sweep-jobs.ts";
import { newNodeId, newTenant } from "../../support/stores/node-samples.ts";

const tenant = newTenant();
const newJobId = () => JobId.parse(newNodeId());
const clock = { now: () => new Date("2031-02-03T04:05:00.000Z") };

describe("sweepJobs", () => {
  it("sends what is due, once, and skips what another sweep took", async () => {
    const [mine, theirs] = [newJobId(), newJobId()];
    const dueAt = "2031-02-03T04:04:00.000Z";
    const sent: string[] = [];
    const postponed: string[] = [];
    const result = await sweepJobs({
      clock,
      jobs: {
        due: async () => [mine, theirs].map((id) => ({ tenant, id, dueAt })),
        postpone: async (job, until) => {
          postponed.push(until);
          return job.id === mine;
        },
      },
      queue: {
        send: async ({ jobId }) => {
          sent.push(jobId);
        },
      },
    });
    expect(result).toEqual({ sent: 1 });
    expect(sent).toEqual([mine]);
    expect(postponed).toEqual(Array(2).fill("2031-02-03T04:06:00.000Z"));
  });
});

describe("keepLease", () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  const claim = { tenant, jobId: newJobId(), fence: 1 };

  it("renews at a third of the lease until it is stopped", async () => {
    const until: string[] = [];
    const jobs = {
      heartbeat: async (_: unknown, at: { leaseUntil: string }) => {
        until.push(at.leaseUntil);
      },
    };
    const lease = keepLease(claim, { jobs, clock, leaseMs: 30_000 });
    await vi.advanceTimersByTimeAsync(20_000);
    lease.stop();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(until).toEqual(Array(2).fill("2031-02-03T04:05:30.000Z"));
    expect(lease.signal.aborted).toBe(false);
  });

  it("aborts when the claim is lost, and not for a passing fault", async () => {
    const faults = [new Error("throttled"), new LeaseLost("taken")];
    const jobs = {
      heartbeat: async () => {
        throw faults.shift();
      },
    };
    const lease = keepLease(claim, { jobs, clock, leaseMs: 30_000 });
    await vi.advanceTimersByTimeAsync(10_000);
    expect(lease.signal.aborted).toBe(false);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(lease.signal.aborted).toBe(true);
    lease.stop();
  });
});

describe("the states of a job", () => {
  it("end in three ways, out of which nothing leads", () => {
    const ends = Object.keys(transitions).filter((status) => hasEnded(status as never));
    expect(ends).toEqual(["succeeded", "failed", "cancelled"]);
  });
});
