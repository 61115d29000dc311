import { describe, expect, test } from "vitest";
import { acceptedJob, sampleRequest } from "./job-samples.ts";
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
        await jobs.accept(acceptedJob(tenant, { dueAt: instant(second) }), sampleRequest);
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
      await jobs.accept(acceptedJob(tenant, { id }), sampleRequest);
      const moved = await Promise.all([
        jobs.postpone(due, instant(120)),
        jobs.postpone(due, instant(120)),
      ]);
      expect(moved.toSorted()).toEqual([false, true]);
      expect((await jobs.get(tenant, id))?.dueAt).toBe(instant(120));
    });

    test("a job that was claimed, ended or never was is not moved", async () => {
      const { jobs } = stores();
      const { tenant, job, claim } = await claimedJob(stores());
      const due = { tenant, id: job.id, dueAt: instant(60) };
      expect(await jobs.postpone(due, instant(120))).toBe(false);
      await jobs.fail(claim, { now: instant(2), error: { code: "internal", detail: "" } });
      expect(await jobs.postpone({ ...due, dueAt: instant(51) }, instant(120))).toBe(false);
      expect(await jobs.postpone({ ...due, tenant: newTenant() }, instant(120))).toBe(false);
      expect(await jobs.claim(tenant, job.id, leaseAt(200))).toBeUndefined();
    });
  });
}
