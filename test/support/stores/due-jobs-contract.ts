import { describe, expect, test } from "vitest";
import { LeaseLost } from "#shared/jobs/job-store.ts";
import { acceptedJob, anyTerms, sampleRequest } from "./job-samples.ts";
import { claimedJob, leaseAt, type Stores } from "./job-store-contract.ts";
import { instant, newTenant } from "./node-samples.ts";

/** What every JobStore must do for the sweeper. Its list is everybody's: others' jobs are left out. */
export function dueJobsContract(stores: () => Stores): void {
  describe("due and postpone", () => {
    test("shows what is due, oldest first", async () => {
      const { jobs } = stores();
      const tenant = newTenant();
      const seconds = [7, 3, 9, 1, 8, 2, 6, 4, 5];
      for (const second of seconds) {
        await jobs.accept(acceptedJob(tenant, { dueAt: instant(second) }), sampleRequest, anyTerms);
      }
      const all = await jobs.due(instant(6), 1_000);
      const own = all.filter((job) => job.tenant === tenant);
      expect(own.map(({ dueAt }) => dueAt)).toEqual([1, 2, 3, 4, 5, 6].map(instant));
      expect(await jobs.due(instant(6), 2)).toHaveLength(2);
    });

    test("a running job is due at the end of its lease, an ended one never", async () => {
      const { jobs } = stores();
      const { tenant, job, claim } = await claimedJob(stores());
      const dueOfThis = async (second: number) =>
        (await jobs.due(instant(second), 1_000)).filter(({ id }) => id === job.id);
      expect(await dueOfThis(50)).toEqual([]);
      expect(await dueOfThis(51)).toEqual([{ tenant, id: job.id, dueAt: instant(51) }]);
      await jobs.fail(claim, { now: instant(52), error: { code: "internal", detail: "" } });
      expect(await dueOfThis(10_000)).toEqual([]);
    });

    test("one sweep of two moves a job on", async () => {
      const { jobs } = stores();
      const tenant = newTenant();
      const { id } = acceptedJob(tenant);
      const due = { tenant, id, dueAt: instant(60) };
      await jobs.accept(acceptedJob(tenant, { id }), sampleRequest, anyTerms);
      const moved = await Promise.all([
        jobs.postpone(due, instant(120)),
        jobs.postpone(due, instant(120)),
      ]);
      expect(moved.filter((one) => one !== undefined)).toEqual([{ created_at: instant(0) }]);
      expect((await jobs.get(tenant, id))?.dueAt).toBe(instant(120));
    });

    test("a job tells which request made it", async () => {
      const { jobs } = stores();
      const job = acceptedJob(newTenant(), { requestId: "a-request" });
      await jobs.accept(job, sampleRequest, anyTerms);
      const moved = await jobs.postpone({ ...job, dueAt: instant(60) }, instant(120));
      expect(moved).toEqual({ created_at: instant(0), requestId: "a-request" });
    });

    test("a job that was claimed, ended or never was is not moved", async () => {
      const { jobs } = stores();
      const { tenant, job, claim } = await claimedJob(stores());
      const due = { tenant, id: job.id, dueAt: instant(60) };
      expect(await jobs.postpone(due, instant(120))).toBeUndefined();
      await jobs.fail(claim, { now: instant(2), error: { code: "internal", detail: "" } });
      expect(await jobs.postpone({ ...due, dueAt: instant(51) }, instant(120))).toBeUndefined();
      const unknown = { ...due, tenant: newTenant() };
      expect(await jobs.postpone(unknown, instant(120))).toBeUndefined();
      expect(await jobs.claim(tenant, job.id, leaseAt(200))).toBeUndefined();
    });
  });

  describe("abandon", () => {
    const error = { code: "unavailable", detail: "Nobody did it." } as const;

    test("ends a job that nobody claims, with its reason", async () => {
      const { jobs } = stores();
      const job = acceptedJob(newTenant());
      await jobs.accept(job, sampleRequest, anyTerms);
      const due = { tenant: job.tenant, id: job.id, dueAt: instant(60) };
      expect(await jobs.abandon(due, { now: instant(99), error })).toBe(true);
      const { dueAt: _, ...rest } = job;
      expect(await jobs.get(job.tenant, job.id)).toEqual({
        ...rest,
        seq: 1,
        status: "failed",
        stage: "done",
        error,
        updated_at: instant(99),
      });
      expect(await jobs.claim(job.tenant, job.id, leaseAt(200))).toBeUndefined();
      const left = await jobs.due(instant(10_000), 1_000);
      expect(left.filter(({ id }) => id === job.id)).toEqual([]);
      expect(await jobs.abandon(due, { now: instant(99), error })).toBe(false);
    });

    test("takes it from a worker whose lease has run out, and from no other", async () => {
      const { jobs } = stores();
      const { tenant, job, claim } = await claimedJob(stores());
      const due = { tenant, id: job.id, dueAt: instant(51) };
      await jobs.heartbeat(claim, leaseAt(2));
      expect(await jobs.abandon(due, { now: instant(52), error })).toBe(false);
      const later = { ...due, dueAt: instant(52) };
      expect(await jobs.abandon(later, { now: instant(53), error })).toBe(true);
      await expect(jobs.heartbeat(claim, leaseAt(54))).rejects.toThrow(LeaseLost);
      expect(await jobs.get(tenant, job.id)).not.toHaveProperty("leaseUntil");
    });
  });
}
