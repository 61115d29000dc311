import { describe, expect, test } from "vitest";
import { LeaseLost } from "#shared/jobs/job-store.ts";
import {
  acceptedJob,
  anyTerms,
  newJobId,
  sampleDay,
  sampleReport,
  sampleRequest,
} from "./job-samples.ts";
import { claimedJob, leaseAt, type Stores } from "./job-store-contract.ts";
import { firstWrite, instant, newTenant } from "./node-samples.ts";

/** What every JobStore must do: cancellation, whoever has the job. */
export function jobCancelContract(stores: () => Stores): void {
  const at = { now: instant(9) };
  const events = [{ name: "stage", data: { stage: "check", attempt: 1 } }] as const;
  const step = { stage: "check", attempt: 1, now: instant(8), events } as const;

  describe("cancel", () => {
    test("ends a job that waits", async () => {
      const { jobs } = stores();
      const job = acceptedJob(newTenant());
      await jobs.accept(job, sampleRequest, anyTerms);
      const { dueAt: _, ...rest } = job;
      const ended = { status: "cancelled", stage: "done", seq: 1, updated_at: instant(9) };
      const outcome = { cancelled: true, job: { ...rest, ...ended } };
      expect(await jobs.cancel(job, at)).toEqual(outcome);
      expect(await jobs.get(job.tenant, job.id)).toEqual(outcome.job);
      const told = await jobs.listEvents(job.tenant, job.id, { after: 0, limit: 9 });
      expect(told).toEqual([{ seq: 1, at: instant(9), name: "cancelled", data: {} }]);
      expect(await jobs.claim(job.tenant, job.id, leaseAt(99))).toBeUndefined();
      const due = await jobs.due(instant(10_000), 1_000);
      expect(due.filter(({ id }) => id === job.id)).toEqual([]);
    });

    test("takes a job from its worker", async () => {
      const { jobs, nodes } = stores();
      const { tenant, job, claim } = await claimedJob(stores());
      expect(await jobs.isHeld(claim)).toBe(true);
      expect(await jobs.cancel(job, at)).toMatchObject({ cancelled: true });
      expect(await jobs.isHeld(claim)).toBe(false);
      await expect(jobs.heartbeat(claim, leaseAt(10))).rejects.toThrow(LeaseLost);
      await expect(jobs.advance(claim, step)).rejects.toThrow(LeaseLost);
      const node = firstWrite({ id: job.nodeId });
      const end = { ...at, node, generation: sampleReport };
      await expect(jobs.succeed(claim, end)).rejects.toThrow(LeaseLost);
      expect(await nodes.get(tenant, job.nodeId)).toBeUndefined();
      expect(await jobs.get(tenant, job.id)).not.toHaveProperty("leaseUntil");
    });

    test("ends a job that was given back", async () => {
      const { jobs } = stores();
      const { job, claim } = await claimedJob(stores());
      await jobs.release(claim, { now: instant(5), dueAt: instant(90), generation: sampleReport });
      const outcome = await jobs.cancel(job, at);
      expect(outcome).toMatchObject({ cancelled: true, job: { generation: sampleReport, seq: 2 } });
    });

    test("finds how a job ended, and none where there is none", async () => {
      const { jobs } = stores();
      const { tenant, job, claim } = await claimedJob(stores());
      await jobs.fail(claim, { now: instant(2), error: { code: "internal", detail: "" } });
      const failed = await jobs.get(tenant, job.id);
      expect(await jobs.cancel(job, at)).toEqual({ cancelled: false, job: failed });
      expect(await jobs.cancel({ ...job, tenant: newTenant() }, at)).toBeUndefined();
      expect(await jobs.cancel({ ...job, id: newJobId() }, at)).toBeUndefined();
    });

    test("and success at once: one of them wins, whole", async () => {
      const { jobs, nodes, usage } = stores();
      const tenant = newTenant();
      const ends = { succeeded: 0, failed: 0, cancelled: 0 };
      for (let round = 0; round < 10; round += 1) {
        const { job, claim } = await claimedJob(stores(), tenant);
        const node = firstWrite({ id: job.nodeId });
        const succeed = () => jobs.succeed(claim, { ...at, node, generation: sampleReport });
        const inTurn = round % 2 === 0 ? [0, 1] : [1, 0];
        const both = [() => jobs.cancel(job, at), succeed];
        await Promise.allSettled(inTurn.map((index) => both[index]?.()));
        const { status = "failed", seq } = (await jobs.get(tenant, job.id)) ?? {};
        expect(["succeeded", "cancelled"]).toContain(status);
        expect(seq).toBe(1);
        const isMade = (await nodes.get(tenant, job.nodeId)) !== undefined;
        expect(isMade).toBe(status === "succeeded");
        ends[status === "succeeded" ? "succeeded" : "cancelled"] += 1;
      }
      const days = await usage.days(tenant, { from: sampleDay, to: sampleDay });
      expect(days).toMatchObject([{ generations: ends, reserved_usd: 0 }]);
    });

    test("and a step at once: the events have no gap, and the end is the last", async () => {
      const { jobs } = stores();
      const { tenant, job, claim } = await claimedJob(stores());
      const [outcome] = await Promise.all([
        jobs.cancel(job, at),
        jobs.advance(claim, step).catch(() => {}),
      ]);
      expect(outcome?.cancelled).toBe(true);
      const told = await jobs.listEvents(tenant, job.id, { after: -1, limit: 9 });
      expect(told.map(({ seq }) => seq)).toEqual(told.map((_, index) => index));
      expect(told.at(-1)?.name).toBe("cancelled");
    });
  });
}
