import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { JobId } from "#schemas/identifiers.ts";
import { JobStatus } from "#schemas/job.ts";
import { hasEnded } from "#shared/jobs/job-status.ts";
import { LeaseLost } from "#shared/jobs/job-store.ts";
import { keepLease } from "#shared/jobs/keep-lease.ts";
import { sweepJobs } from "#shared/jobs/sweep-jobs.ts";
import { newNodeId, newTenant } from "../../support/stores/node-samples.ts";

const tenant = newTenant();
const newJobId = () => JobId.parse(newNodeId());
const clock = { now: () => new Date("2031-02-03T04:05:00.000Z") };

describe("sweepJobs", () => {
  const dueAt = "2031-02-03T04:04:00.000Z";
  const nextDueAt = "2031-02-03T04:06:00.000Z";
  const recently = { created_at: "2031-02-03T02:05:00.000Z" };
  const longAgo = { created_at: "2031-02-03T02:04:59.999Z" };

  /** A sweep over as many jobs as there are answers: what `postpone` says of each. */
  async function sweep(
    answers: ({ created_at: string } | undefined | Error)[],
    more: { send?: (jobId: string) => void; abandon?: () => boolean } = {},
  ) {
    const ids = answers.map(newJobId);
    const told = {
      ids,
      sent: [] as string[],
      postponed: [] as string[],
      ended: [] as unknown[],
      faults: [] as unknown[],
    };
    const result = await sweepJobs({
      clock,
      jobs: {
        due: async () => ids.map((id) => ({ tenant, id, dueAt })),
        postpone: async (job, until) => {
          told.postponed.push(until);
          const answer = answers[ids.indexOf(job.id)];
          if (answer instanceof Error) throw answer;
          return answer;
        },
        abandon: async (job, end) => {
          told.ended.push({ ...job, ...end });
          return more.abandon?.() ?? true;
        },
      },
      queue: {
        send: async ({ jobId }) => {
          more.send?.(jobId);
          told.sent.push(jobId);
        },
      },
      onFault: (error, job) => told.faults.push([error, job.id]),
    });
    return { ...told, result };
  }

  it("sends what is due, once, and skips what another sweep took", async () => {
    const { ids, sent, postponed, result } = await sweep([recently, undefined]);
    expect(result).toEqual({ sent: 1, ended: 0 });
    expect(sent).toEqual([ids[0]]);
    expect(postponed).toEqual(Array(2).fill(nextDueAt));
  });

  it("goes on after a job that cannot be moved or sent, and tells why", async () => {
    const throttled = new Error("throttled");
    const refused = new Error("refused");
    let sends = 0;
    const send = () => {
      sends += 1;
      if (sends === 1) throw refused;
    };
    const { ids, sent, faults, result } = await sweep([throttled, recently, recently], { send });
    expect(result).toEqual({ sent: 1, ended: 0 });
    expect(sent).toEqual([ids[2]]);
    expect(faults).toEqual([
      [throttled, ids[0]],
      [refused, ids[1]],
    ]);
  });

  it("ends a job that nobody did within two hours, where nobody has just taken it", async () => {
    const { ids, sent, ended, result } = await sweep([longAgo, recently]);
    expect(result).toEqual({ sent: 1, ended: 1 });
    expect(sent).toEqual([ids[1]]);
    expect(ended).toEqual([
      {
        tenant,
        id: ids[0],
        dueAt: nextDueAt,
        now: "2031-02-03T04:05:00.000Z",
        error: { code: "unavailable", detail: expect.stringContaining("2 hours") },
      },
    ]);
    const late = await sweep([longAgo], { abandon: () => false });
    expect(late).toMatchObject({ result: { sent: 0, ended: 0 }, sent: [] });
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
    const lease = keepLease(claim, { jobs, clock, leaseMs: 30_000, onFault: () => {} });
    await vi.advanceTimersByTimeAsync(20_000);
    lease.stop();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(until).toEqual(Array(2).fill("2031-02-03T04:05:30.000Z"));
    expect(lease.signal.aborted).toBe(false);
  });

  it("aborts when the claim is lost, and not for a passing fault", async () => {
    const throttled = new Error("throttled");
    const faults = [throttled, new LeaseLost("taken")];
    const told: unknown[] = [];
    const jobs = {
      heartbeat: async () => {
        throw faults.shift();
      },
    };
    const onFault = (error: unknown) => told.push(error);
    const lease = keepLease(claim, { jobs, clock, leaseMs: 30_000, onFault });
    await vi.advanceTimersByTimeAsync(10_000);
    expect(lease.signal.aborted).toBe(false);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(lease.signal.aborted).toBe(true);
    expect(told).toEqual([throttled]);
    lease.stop();
  });
});

describe("the states of a job", () => {
  it("end in three ways", () => {
    const ends = JobStatus.options.filter(hasEnded);
    expect(ends).toEqual(["succeeded", "failed", "cancelled"]);
  });
});
