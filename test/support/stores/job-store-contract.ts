import { describe, expect, test } from "vitest";
import type { TenantKey } from "#schemas/identifiers.ts";
import type { IdempotencyStore } from "#shared/idempotency/idempotency.ts";
import { type JobRecord, type JobStore, LeaseLost } from "#shared/jobs/job-store.ts";
import type { NodeStore } from "#shared/nodes/node-store.ts";
import type { UsageStore } from "#shared/usage/usage-store.ts";
import { acceptedJob, anyTerms, newJobId, sampleReport, sampleRequest } from "./job-samples.ts";
import { firstWrite, instant, newTenant } from "./node-samples.ts";

export interface Stores {
  readonly jobs: JobStore;
  readonly nodes: NodeStore;
  readonly idempotency: IdempotencyStore;
  readonly usage: UsageStore;
}

export const leaseAt = (second: number) => ({
  now: instant(second),
  leaseUntil: instant(second + 50),
});

/** A job accepted at second 0 and claimed at second 1. */
export async function claimedJob(
  { jobs }: Pick<Stores, "jobs">,
  tenant: TenantKey = newTenant(),
  changes: Partial<JobRecord> = {},
) {
  const job = acceptedJob(tenant, changes);
  await jobs.accept(job, sampleRequest, anyTerms);
  const taken = await jobs.claim(tenant, job.id, leaseAt(1));
  if (!taken) throw new Error("the job cannot be claimed");
  return { tenant, job, claim: taken.claim };
}

/** What every JobStore must do, whatever it stores in: claims and what they may write. */
export function jobStoreContract(stores: () => Stores): void {
  describe("accept and get", () => {
    test("a job comes back as it was accepted", async () => {
      const { jobs } = stores();
      const job = acceptedJob(newTenant());
      await jobs.accept(job, sampleRequest, anyTerms);
      expect(await jobs.get(job.tenant, job.id)).toEqual(job);
      expect(await jobs.get(newTenant(), job.id)).toBeUndefined();
      expect(await jobs.get(job.tenant, newJobId())).toBeUndefined();
    });

    test("the same job is not accepted twice", async () => {
      const { jobs } = stores();
      const job = acceptedJob(newTenant());
      await jobs.accept(job, sampleRequest, anyTerms);
      await expect(jobs.accept(job, sampleRequest, anyTerms)).rejects.toThrow(
        `job ${job.id} already`,
      );
    });
  });

  describe("claim", () => {
    test("takes a queued job once", async () => {
      const { jobs } = stores();
      const job = acceptedJob(newTenant());
      await jobs.accept(job, sampleRequest, anyTerms);
      const answers = await Promise.all([
        jobs.claim(job.tenant, job.id, leaseAt(1)),
        jobs.claim(job.tenant, job.id, leaseAt(1)),
      ]);
      const running: JobRecord = {
        ...job,
        status: "running",
        fence: 1,
        leaseUntil: instant(51),
        dueAt: instant(51),
        updated_at: instant(1),
      };
      expect(answers.filter((taken) => taken !== undefined)).toEqual([
        {
          claim: { tenant: job.tenant, jobId: job.id, fence: 1 },
          job: running,
        },
      ]);
      expect(await jobs.get(job.tenant, job.id)).toEqual(running);
    });

    test("what was asked for is read by the claim", async () => {
      const { jobs } = stores();
      const { claim } = await claimedJob(stores());
      expect(await jobs.request(claim)).toEqual(sampleRequest);
    });

    test("takes a running job only after its lease", async () => {
      const { jobs } = stores();
      const { tenant, job, claim } = await claimedJob(stores());
      expect(await jobs.claim(tenant, job.id, leaseAt(51))).toBeUndefined();
      const taken = await jobs.claim(tenant, job.id, leaseAt(52));
      expect(taken?.claim.fence).toBe(2);
      const late = { now: instant(53), leaseUntil: instant(99) };
      await expect(jobs.heartbeat(claim, late)).rejects.toThrow(LeaseLost);
    });

    test("finds nothing where there is nothing to take", async () => {
      const { jobs } = stores();
      const { tenant, job, claim } = await claimedJob(stores());
      expect(await jobs.claim(newTenant(), job.id, leaseAt(99))).toBeUndefined();
      expect(await jobs.claim(tenant, newJobId(), leaseAt(99))).toBeUndefined();
      await jobs.fail(claim, { now: instant(2), error: { code: "internal", detail: "" } });
      expect(await jobs.claim(tenant, job.id, leaseAt(99))).toBeUndefined();
    });
  });

  describe("while it runs", () => {
    test("a heartbeat moves the lease and when the job is due", async () => {
      const { jobs } = stores();
      const { tenant, job, claim } = await claimedJob(stores());
      await jobs.heartbeat(claim, leaseAt(20));
      expect(await jobs.get(tenant, job.id)).toMatchObject({
        leaseUntil: instant(70),
        dueAt: instant(70),
        updated_at: instant(20),
        fence: 1,
      });
      expect(await jobs.claim(tenant, job.id, leaseAt(60))).toBeUndefined();
    });

    test("steps are counted", async () => {
      const { jobs } = stores();
      const { tenant, job, claim } = await claimedJob(stores());
      const events = [{ name: "stage", data: { stage: "provider", attempt: 1 } }] as const;
      await jobs.advance(claim, { stage: "provider", attempt: 1, now: instant(2), events });
      const generation = sampleReport;
      await jobs.advance(claim, {
        stage: "check",
        attempt: 1,
        now: instant(3),
        events,
        generation,
      });
      expect(await jobs.get(tenant, job.id)).toMatchObject({
        status: "running",
        stage: "check",
        attempt: 1,
        seq: 2,
        generation,
        updated_at: instant(3),
      });
    });

    test("two steps at once are both counted", async () => {
      const { jobs } = stores();
      const { tenant, job, claim } = await claimedJob(stores());
      const events = [{ name: "stage", data: { stage: "check", attempt: 1 } }] as const;
      const step = { stage: "prove", attempt: 1, now: instant(2), events } as const;
      await Promise.all([jobs.advance(claim, step), jobs.advance(claim, step)]);
      expect((await jobs.get(tenant, job.id))?.seq).toBe(2);
    });

    test("release gives it back, to be due later", async () => {
      const { jobs } = stores();
      const { tenant, job, claim } = await claimedJob(stores());
      const generation = sampleReport;
      await jobs.release(claim, { now: instant(5), dueAt: instant(90), generation });
      expect(await jobs.get(tenant, job.id)).toEqual({
        ...job,
        status: "queued",
        seq: 1,
        fence: 1,
        generation,
        dueAt: instant(90),
        updated_at: instant(5),
      });
      await expect(jobs.heartbeat(claim, leaseAt(6))).rejects.toThrow(LeaseLost);
      expect((await jobs.claim(tenant, job.id, leaseAt(91)))?.claim.fence).toBe(2);
    });
  });

  describe("the end", () => {
    test("fail keeps the reason", async () => {
      const { jobs } = stores();
      const { tenant, job, claim } = await claimedJob(stores());
      const errors = [{ path: "request", code: "too_vague", message: "What should it do?" }];
      const error = { code: "generation_failed", detail: "None", errors } as const;
      const result = {
        now: instant(9),
        error: { ...error, errors: [...errors] },
        generation: sampleReport,
      };
      await jobs.fail(claim, result);
      await jobs.fail(claim, result);
      const { dueAt: _, ...rest } = job;
      expect(await jobs.get(tenant, job.id)).toEqual({
        ...rest,
        status: "failed",
        stage: "done",
        seq: 1,
        fence: 1,
        error,
        generation: sampleReport,
        updated_at: instant(9),
      });
    });

    test("succeed ends the job and writes the node", async () => {
      const { jobs, nodes } = stores();
      const { tenant, job, claim } = await claimedJob(stores());
      const node = firstWrite({ id: job.nodeId });
      await jobs.succeed(claim, { now: instant(9), node, generation: sampleReport });
      const { dueAt: _, ...rest } = job;
      expect(await jobs.get(tenant, job.id)).toEqual({
        ...rest,
        status: "succeeded",
        stage: "done",
        seq: 1,
        fence: 1,
        version: 1,
        generation: sampleReport,
        updated_at: instant(9),
      });
      expect((await nodes.get(tenant, job.nodeId))?.content).toEqual(node.content);
    });

    test("the same succeed twice, one after the other or at once, makes one node", async () => {
      const { jobs, nodes } = stores();
      for (const together of [false, true]) {
        const { tenant, job, claim } = await claimedJob(stores());
        const node = firstWrite({ id: job.nodeId });
        const succeed = () =>
          jobs.succeed(claim, { now: instant(9), node, generation: sampleReport });
        if (together) await Promise.all([succeed(), succeed()]);
        else await succeed().then(succeed);
        expect((await jobs.get(tenant, job.id))?.seq).toBe(1);
        const list = await nodes.list(tenant, { deleted: false, limit: 5 });
        expect(list.items).toHaveLength(1);
        const versions = await nodes.listVersions(tenant, job.nodeId, { limit: 5 });
        expect(versions.items).toHaveLength(1);
      }
    });

    test("an older claim writes nothing any more", async () => {
      const { jobs, nodes } = stores();
      const { tenant, job, claim } = await claimedJob(stores());
      await jobs.claim(tenant, job.id, leaseAt(60));
      const node = firstWrite({ id: job.nodeId });
      const now = instant(61);
      const events = [{ name: "stage", data: { stage: "check", attempt: 1 } }] as const;
      const late = [
        () => jobs.succeed(claim, { now, node, generation: sampleReport }),
        () => jobs.fail(claim, { now, error: { code: "internal", detail: "late" } }),
        () => jobs.advance(claim, { stage: "check", attempt: 1, now, events }),
        () => jobs.release(claim, { now, dueAt: instant(99) }),
        () => jobs.heartbeat(claim, leaseAt(61)),
      ];
      for (const write of late) await expect(write()).rejects.toThrow(LeaseLost);
      expect(await nodes.get(tenant, job.nodeId)).toBeUndefined();
      expect(await jobs.get(tenant, job.id)).toMatchObject({ fence: 2, seq: 0, stage: "queued" });
    });

    test("a node that cannot be written is a conflict, and the job goes on", async () => {
      const { jobs, nodes } = stores();
      const { tenant, job, claim } = await claimedJob(stores());
      const node = firstWrite({ id: job.nodeId });
      await nodes.write(tenant, node);
      const succeed = jobs.succeed(claim, { now: instant(9), node, generation: sampleReport });
      await expect(succeed).rejects.toMatchObject({ code: "conflict" });
      expect(await jobs.get(tenant, job.id)).toMatchObject({ status: "running", seq: 0 });
    });
  });
}
