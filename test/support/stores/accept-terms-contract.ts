import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import type { IdempotencyClaim } from "#shared/idempotency/idempotency.ts";
import type { AcceptTerms } from "#shared/jobs/accept-terms.ts";
import type { JobRecord } from "#shared/jobs/job-store.ts";
import { acceptedJob, anyTerms, reserved, sampleDay, sampleRequest } from "./job-samples.ts";
import type { Stores } from "./job-store-contract.ts";
import { instant, newTenant } from "./node-samples.ts";

const hash = (text: string) => createHash("sha256").update(text).digest("hex");

const claimOf = (key: string, body = "a body"): { idempotency: IdempotencyClaim } => ({
  idempotency: { key: hash(key), body: hash(body) },
});

/** What every JobStore must do: that a job is accepted on its terms only, also among many at once. */
export function acceptTermsContract(stores: () => Stores): void {
  const accept = (job: JobRecord, terms: Partial<AcceptTerms> = {}) =>
    stores().jobs.accept(job, sampleRequest, { ...anyTerms, ...terms });

  const acceptAtOnce = async (jobs: readonly JobRecord[], terms: Partial<AcceptTerms>) => {
    const outcomes = await Promise.all(jobs.map((job) => accept(job, terms)));
    const refused = outcomes.flatMap((one) => (one.accepted ? [] : [one.because]));
    return { accepted: jobs.filter((_, index) => outcomes[index]?.accepted), refused };
  };

  const jobsOf = (count: number, changes: Partial<JobRecord> = {}) => {
    const tenant = newTenant();
    return Array.from({ length: count }, () => acceptedJob(tenant, changes));
  };

  describe("jobs in flight", () => {
    test("of 20 at once, as many are accepted as there are places, and the rest leaves nothing", async () => {
      const { jobs, usage } = stores();
      const given = jobsOf(20, reserved(10));
      const { accepted, refused } = await acceptAtOnce(given, { mostInFlight: 5 });
      expect(accepted).toHaveLength(5);
      expect(refused).toEqual(Array(15).fill("too_many_generations"));
      const stored = await Promise.all(given.map(({ tenant, id }) => jobs.get(tenant, id)));
      expect(stored.filter((job) => job !== undefined)).toHaveLength(5);
      const [tenant] = given.map((job) => job.tenant);
      if (tenant === undefined) throw new Error("there is a tenant");
      const days = await usage.days(tenant, { from: sampleDay, to: sampleDay });
      expect(days).toMatchObject([{ reserved_usd: 0.000_05, cost_usd: 0 }]);
    });

    test("are each tenant's own", async () => {
      const terms = { mostInFlight: 1 };
      expect(await accept(acceptedJob(newTenant()), terms)).toEqual({ accepted: true });
      expect(await accept(acceptedJob(newTenant()), terms)).toEqual({ accepted: true });
    });
  });

  describe("money of a day", () => {
    test("of 20 at once, as many are accepted as the day holds", async () => {
      const given = jobsOf(20, reserved(100_000));
      const { accepted, refused } = await acceptAtOnce(given, { mostMicroUsdADay: 750_000 });
      expect(accepted).toHaveLength(7);
      expect(refused).toEqual(Array(13).fill("daily_budget_exceeded"));
      const [tenant = newTenant()] = given.map((job) => job.tenant);
      const [day] = await stores().usage.days(tenant, { from: sampleDay, to: sampleDay });
      expect(day?.reserved_usd).toBe(0.7);
    });

    test("holds exactly its whole, and each day has its own", async () => {
      const tenant = newTenant();
      const terms = { mostMicroUsdADay: 100 };
      const refused = { accepted: false, because: "daily_budget_exceeded", spentMicroUsd: 0 };
      const whole = () => acceptedJob(tenant, reserved(100));
      expect(await accept(acceptedJob(tenant, reserved(101)), terms)).toEqual(refused);
      expect(await accept(whole(), terms)).toEqual({ accepted: true });
      expect(await accept(acceptedJob(tenant, reserved(1)), terms)).toEqual(refused);
      const next = acceptedJob(tenant, reserved(100, "2031-01-02"));
      expect(await accept(next, terms)).toEqual({ accepted: true });
    });

    test("a job that sets nothing aside is refused once the day is over its whole", async () => {
      const tenant = newTenant();
      const nothing = () => acceptedJob(tenant, reserved(0));
      expect(await accept(nothing(), { mostMicroUsdADay: 0 })).toEqual({ accepted: true });
      await accept(acceptedJob(tenant, reserved(5)));
      expect(await accept(nothing(), { mostMicroUsdADay: 5 })).toEqual({ accepted: true });
      expect(await accept(nothing(), { mostMicroUsdADay: 4 })).toMatchObject({ accepted: false });
    });
  });

  describe("a caller's key", () => {
    test("10 requests at once with the same one make one job", async () => {
      const given = jobsOf(10);
      const outcomes = await Promise.all(given.map((job) => accept(job, claimOf("one"))));
      const [made, ...others] = given.filter((_, index) => outcomes[index]?.accepted);
      expect(others).toEqual([]);
      const record = { body: hash("a body"), result: { jobId: made?.id } };
      const told = { accepted: false, because: "idempotency_key", record };
      expect(outcomes.filter(({ accepted }) => !accepted)).toEqual(Array(9).fill(told));
      const [tenant = newTenant()] = given.map((job) => job.tenant);
      expect(await stores().idempotency.find(tenant, hash("one"))).toEqual(record);
    });

    test("is told before other terms that do not hold, with the body that came first", async () => {
      const tenant = newTenant();
      const first = acceptedJob(tenant, reserved(5));
      const terms = { mostInFlight: 1, mostMicroUsdADay: 5 };
      await accept(first, { ...terms, ...claimOf("one") });
      const later = acceptedJob(tenant, reserved(5));
      expect(await accept(later, { ...terms, ...claimOf("one", "another body") })).toEqual({
        accepted: false,
        because: "idempotency_key",
        record: { body: hash("a body"), result: { jobId: first.id } },
      });
      expect(await accept(later, { ...terms, ...claimOf("two") })).toEqual({
        accepted: false,
        because: "too_many_generations",
      });
    });

    test("is each tenant's own, and is free after a refusal", async () => {
      const { idempotency } = stores();
      const [tenant, other] = [newTenant(), newTenant()];
      const none = { mostInFlight: 0, ...claimOf("one") };
      await accept(acceptedJob(other), claimOf("one"));
      expect(await accept(acceptedJob(tenant), { ...none, mostMicroUsdADay: -1 })).toMatchObject({
        accepted: false,
      });
      expect(await idempotency.find(tenant, hash("one"))).toBeUndefined();
      expect(await accept(acceptedJob(tenant), claimOf("one"))).toEqual({ accepted: true });
    });

    test("stands for its request for a day, and then for the next one", async () => {
      const tenant = newTenant();
      const day = 24 * 60 * 60;
      const at = (second: number) => acceptedJob(tenant, { created_at: instant(second) });
      const next = at(day);
      expect(await accept(at(0), claimOf("one"))).toEqual({ accepted: true });
      expect(await accept(at(day - 1), claimOf("one"))).toMatchObject({ accepted: false });
      expect(await accept(next, claimOf("one", "another body"))).toEqual({ accepted: true });
      expect(await stores().idempotency.find(tenant, hash("one"))).toEqual({
        body: hash("another body"),
        result: { jobId: next.id },
      });
    });
  });
}
