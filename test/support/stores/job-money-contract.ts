import { describe, expect, test } from "vitest";
import type { GenerationReport } from "#schemas/generation.ts";
import type { TenantKey } from "#schemas/identifiers.ts";
import type { JobRecord } from "#shared/jobs/job-store.ts";
import {
  acceptedJob,
  anyTerms,
  reserved,
  sampleCall,
  sampleDay,
  sampleRequest,
} from "./job-samples.ts";
import { claimedJob, type Stores } from "./job-store-contract.ts";
import { firstWrite, instant, newTenant } from "./node-samples.ts";

const report = (changes: Partial<GenerationReport> = {}): GenerationReport => ({
  model_used: "a-model",
  tokens_used: 6,
  generation_time_ms: 7,
  cost_usd: 0.001_5,
  attempts: 1,
  usage: { input: 1, cached: 2, output: 3, reasoning: 1 },
  sandbox: { runs: 4, cpu_ms: 50 },
  ...changes,
});

const error = { code: "generation_failed", detail: "None" } as const;
const now = instant(9);

/** What every JobStore must do: an end gives back what its job was given, exactly once. */
export function jobMoneyContract(stores: () => Stores): void {
  const dayOf = async (tenant: TenantKey, day = sampleDay) =>
    (await stores().usage.days(tenant, { from: day, to: day }))[0];

  const running = async (tenant: TenantKey, changes: Partial<JobRecord> = reserved(10_000)) => {
    const taken = await claimedJob(stores(), tenant, changes);
    const events = [{ name: "stage", data: { stage: "provider", attempt: 1 } }] as const;
    const step = { stage: "provider", attempt: 1, now: instant(2), events } as const;
    return { ...taken, step, node: firstWrite({ id: taken.job.nodeId }) };
  };

  /** Every way in which a job can end, each by its name, once or twice. */
  const endings = {
    succeeded: async (tenant: TenantKey) => {
      const { claim, node } = await running(tenant);
      return () => stores().jobs.succeed(claim, { now, node, generation: report() });
    },
    failed: async (tenant: TenantKey) => {
      const { claim } = await running(tenant);
      return () => stores().jobs.fail(claim, { now, error, generation: report() });
    },
    cancelled: async (tenant: TenantKey) => {
      const { job, claim, step } = await running(tenant);
      await stores().jobs.advance(claim, { ...step, generation: report() });
      return () => stores().jobs.cancel(job, { now });
    },
    abandoned: async (tenant: TenantKey) => {
      const { job, claim, step } = await running(tenant);
      await stores().jobs.advance(claim, { ...step, generation: report() });
      return () => stores().jobs.abandon({ ...job, dueAt: instant(51) }, { now, error });
    },
  };

  describe.each(Object.entries(endings))("a job that is %s", (name, prepare) => {
    const outcome = name === "abandoned" ? "failed" : name;

    test("counts once, however often it ends, one after the other or at once", async () => {
      for (const together of [false, true]) {
        const tenant = newTenant();
        const end = await prepare(tenant);
        expect(await dayOf(tenant)).toMatchObject({ reserved_usd: 0.01, cost_usd: 0 });
        if (together) await Promise.all([end(), end(), end()]);
        else for (const _ of [1, 2, 3]) await end();
        expect(await dayOf(tenant)).toEqual({
          day: sampleDay,
          generations: { succeeded: 0, failed: 0, cancelled: 0, [outcome]: 1 },
          tokens: { input: 1, cached: 2, output: 3, reasoning: 1 },
          cost_usd: 0.001_5,
          reserved_usd: 0,
          unknown_calls: 0,
          sandbox: { runs: 4, cpu_ms: 50 },
        });
      }
    });

    test("leaves its place and its money to the next one", async () => {
      const { jobs } = stores();
      const tenant = newTenant();
      const terms = { mostInFlight: 1, mostMicroUsdADay: 11_500 };
      const accept = () => jobs.accept(acceptedJob(tenant, reserved(10_000)), sampleRequest, terms);
      const end = await prepare(tenant);
      expect(await accept()).toMatchObject({ because: "too_many_generations" });
      await end();
      await end();
      expect(await accept()).toEqual({ accepted: true });
      expect(await accept()).toMatchObject({ accepted: false });
      const most = { ...terms, mostInFlight: 2 };
      const third = acceptedJob(tenant, reserved(1));
      expect(await jobs.accept(third, sampleRequest, most)).toEqual({
        accepted: false,
        because: "daily_budget_exceeded",
        spentMicroUsd: 1_500,
      });
    });
  });

  test("a day's sums are those of its jobs, and nothing stays set aside", async () => {
    const tenant = newTenant();
    const ends = await Promise.all(Object.values(endings).map((prepare) => prepare(tenant)));
    await Promise.all(ends.map((end) => end()));
    expect(await dayOf(tenant)).toMatchObject({
      generations: { succeeded: 1, failed: 2, cancelled: 1 },
      tokens: { input: 4, cached: 8, output: 12, reasoning: 4 },
      cost_usd: 0.006,
      reserved_usd: 0,
      sandbox: { runs: 16, cpu_ms: 200 },
    });
  });

  test("a release keeps place and reservation", async () => {
    const { jobs } = stores();
    const tenant = newTenant();
    const { claim } = await running(tenant);
    await jobs.release(claim, { now, dueAt: instant(90), generation: report() });
    expect(await dayOf(tenant)).toMatchObject({ reserved_usd: 0.01, cost_usd: 0 });
    const terms = { ...anyTerms, mostInFlight: 1 };
    expect(await jobs.accept(acceptedJob(tenant), sampleRequest, terms)).toMatchObject({
      because: "too_many_generations",
    });
  });

  describe("a call without an answer", () => {
    const unknown = { cost_usd: 0.003_5, unknown_calls: 1, reserved_usd: 0 };
    const tokens = { input: 101, cached: 2, output: 203, reasoning: 1 };

    test.each(["fail", "cancel", "abandon"] as const)(
      "is counted at its most by %s",
      async (how) => {
        const { jobs } = stores();
        const tenant = newTenant();
        const { job, claim, step } = await running(tenant);
        await jobs.advance(claim, { ...step, generation: report(), call: sampleCall() });
        const ends = {
          fail: () => jobs.fail(claim, { now, error, generation: report() }),
          cancel: () => jobs.cancel(job, { now }),
          abandon: () => jobs.abandon({ ...job, dueAt: instant(51) }, { now, error }),
        };
        await ends[how]();
        expect(await dayOf(tenant)).toMatchObject({ ...unknown, tokens });
        const ended = await jobs.get(tenant, job.id);
        expect(ended).not.toHaveProperty("call");
        expect(ended?.generation).toEqual({
          ...report(),
          tokens_used: 306,
          cost_usd: 0.003_5,
          attempts: 2,
          usage: tokens,
          unknown_calls: 1,
        });
      },
    );

    test("that was refused costs nothing", async () => {
      const { jobs } = stores();
      const tenant = newTenant();
      const { claim, step } = await running(tenant);
      await jobs.advance(claim, { ...step, call: sampleCall() });
      await jobs.fail(claim, { now, error, call: null });
      expect(await dayOf(tenant)).toMatchObject({ cost_usd: 0, unknown_calls: 0, reserved_usd: 0 });
    });

    test("that a later claim booked is counted once", async () => {
      const { jobs } = stores();
      const tenant = newTenant();
      const { claim, step, node } = await running(tenant);
      await jobs.advance(claim, { ...step, call: sampleCall() });
      const generation = report({ cost_usd: 0.002, unknown_calls: 1 });
      await jobs.bookCall(claim, { now: instant(3), generation });
      await jobs.succeed(claim, { now, node, generation });
      expect(await dayOf(tenant)).toMatchObject({ cost_usd: 0.002, unknown_calls: 1 });
    });
  });

  describe("money", () => {
    test.each([
      ["is rounded up to a millionth", { cost_usd: 0.000_000_1 }, 0.000_001],
      ["has no noise of fractions", { cost_usd: 0.07 }, 0.07],
      ["is what was set aside where no price is known", { cost_usd: null }, 0.01],
      ["may be more than was set aside", { cost_usd: 0.02 }, 0.02],
      ["of a model that nobody is paid for is none", { cost_usd: 0 }, 0],
    ])("%s", async (_, changes, cost) => {
      const { jobs } = stores();
      const tenant = newTenant();
      const { claim } = await running(tenant);
      await jobs.fail(claim, { now, error, generation: report(changes) });
      expect(await dayOf(tenant)).toMatchObject({ cost_usd: cost, reserved_usd: 0 });
    });

    test("counts on the day it was set aside, also where the job ends later", async () => {
      const { jobs } = stores();
      const tenant = newTenant();
      const { claim } = await running(tenant, reserved(10_000, "2030-12-31"));
      await jobs.fail(claim, { now, error, generation: report() });
      expect(await dayOf(tenant, "2030-12-31")).toMatchObject({ cost_usd: 0.001_5 });
      expect(await dayOf(tenant)).toBeUndefined();
    });

    test("of a job that set nothing aside counts on the day it was made", async () => {
      const { jobs } = stores();
      const tenant = newTenant();
      const { claim } = await running(tenant, {});
      await jobs.fail(claim, { now, error });
      const generations = { succeeded: 0, failed: 1, cancelled: 0 };
      expect(await dayOf(tenant)).toMatchObject({ generations, cost_usd: 0, reserved_usd: 0 });
    });
  });
}
