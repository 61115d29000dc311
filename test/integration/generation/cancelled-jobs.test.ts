import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { mayBecome } from "#shared/jobs/job-status.ts";
import { type LocalTables, startLocalTables } from "../../support/aws/local-tables.ts";
import { scriptedProvider } from "../../support/generation/scripted-provider.ts";
import { leaseMs, type StoredJob, storedJob } from "../../support/generation/stored-jobs.ts";
import { Killed, mortal, runWatched } from "../../support/generation/watched-worker.ts";
import { compileShippedLibrary } from "../../support/patterns/library.ts";
import { twoPartReply } from "../../support/providers/two-part-reply.ts";

let tables: LocalTables;
const library = compileShippedLibrary();
beforeAll(async () => {
  tables = await startLocalTables();
});
afterAll(() => tables.stop());

const newJob = async () => storedJob(tables, await library);
const provider = () => scriptedProvider(twoPartReply());

describe("a job that is cancelled", () => {
  it("ends there, wherever its worker is, and what was asked by then is counted", async () => {
    const life = mortal(Number.POSITIVE_INFINITY);
    await runWatched(await newJob(), provider(), life.at);
    expect(life.points.length).toBeGreaterThan(20);
    for (const [index, point] of life.points.entries()) {
      const told = `${point} (${index})`;
      const job = await newJob();
      const asked = provider();
      const before: { calls: number; isCancelled?: boolean | undefined } = { calls: 0 };
      let passed = 0;
      const outcome = await runWatched(job, asked, async () => {
        if (passed === index) {
          before.calls = asked.requests.length;
          before.isCancelled = (await job.cancel())?.cancelled;
        }
        passed += 1;
      });
      if (point === "after job succeed") {
        expect(before.isCancelled, told).toBe(false);
        expect(outcome, told).toBe("succeeded");
        await job.requireSettled("succeeded");
        continue;
      }
      expect(before.isCancelled, told).toBe(true);
      expect(outcome, told).toBe(point === "before job claim" ? "not_taken" : "lost");
      await requireCancelled(job, told);
      // What was asked after that was never allowed to cost: its worst was written before it.
      const { generation } = await job.read();
      expect(generation?.attempts ?? 0, told).toBeGreaterThanOrEqual(before.calls);
      expect(generation?.attempts ?? 0, told).toBeGreaterThanOrEqual(asked.requests.length);
    }
  }, 60_000);

  it("stays as it is, whatever comes for it afterwards", async () => {
    const job = await newJob();
    expect((await job.cancel())?.job.status).toBe("cancelled");
    expect(await job.cancel()).toMatchObject({ cancelled: false, job: { status: "cancelled" } });
    const asked = provider();
    expect(await runWatched(job, asked)).toBe("not_taken");
    job.at.ms += leaseMs + 1;
    expect(await job.sweep()).toEqual([]);
    expect(asked.requests).toEqual([]);
    await requireCancelled(job, "at once");
  });

  it("is not known to others", async () => {
    const job = await newJob();
    const other = await newJob();
    const { tenant } = other.job;
    const at = { now: job.job.created_at };
    expect(await job.jobs.cancel({ tenant, id: job.job.id }, at)).toBeUndefined();
    expect((await job.read()).status).toBe("queued");
    for (const one of [job, other]) await one.cancel();
  });
});

async function requireCancelled(job: StoredJob, told: string): Promise<void> {
  await job.requireSettled("cancelled");
  expect(await job.node(), told).toBeUndefined();
  await expect(job.accept(), told).resolves.toMatchObject({ replayed: false });
}

describe("messages and clocks", () => {
  it("that come twice at once, and again later, make one node and one call", async () => {
    const job = await newJob();
    const asked = provider();
    const outcomes = await Promise.all([1, 2, 3].map(() => runWatched(job, asked)));
    expect(outcomes.sort()).toEqual(["not_taken", "not_taken", "succeeded"]);
    expect(await runWatched(job, asked)).toBe("not_taken");
    expect(asked.requests).toHaveLength(1);
    await job.requireSettled("succeeded");
  });

  it("that jump forward give the job to another, and the first writes nothing more", async () => {
    const job = await newJob();
    const statuses = [(await job.read()).status];
    let second: string | undefined;
    const outcome = await runWatched(job, provider(), async (point) => {
      if (point !== "before provider generate" || second !== undefined) return;
      statuses.push((await job.read()).status);
      job.at.ms += 90 * 60_000;
      second = "begins";
      expect(await job.sweep()).toHaveLength(1);
      second = await runWatched(job, provider());
      statuses.push((await job.read()).status);
    });
    expect([outcome, second]).toEqual(["lost", "succeeded"]);
    for (const [index, next] of statuses.slice(1).entries()) {
      expect(mayBecome(statuses[index] ?? "queued", next), next).toBe(true);
    }
    const { generation } = await job.requireSettled("succeeded");
    expect(generation).toMatchObject({ attempts: 2, unknown_calls: 1 });
    expect((await job.node())?.head.version).toBe(1);
  });

  it("that jump back delay what a dead worker left, and lose nothing", async () => {
    const job = await newJob();
    const killed = runWatched(job, provider(), mortal(9).at);
    await expect(killed).rejects.toThrow(Killed);
    job.at.ms -= 60 * 60_000;
    expect(await job.sweep()).toEqual([]);
    expect(await runWatched(job, provider())).toBe("not_taken");
    job.at.ms += 60 * 60_000 + leaseMs + 1;
    expect(await job.sweep()).toHaveLength(1);
    expect(await runWatched(job, provider())).toBe("succeeded");
    await job.requireSettled("succeeded");
  });

  it("that jump back under a worker do not disturb it", async () => {
    const job = await newJob();
    const outcome = await runWatched(job, provider(), (point) => {
      if (point === "before provider generate") job.at.ms -= 10 * 60_000;
    });
    expect(outcome).toBe("succeeded");
    await job.requireSettled("succeeded");
  });
});
