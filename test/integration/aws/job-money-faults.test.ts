import { ThrottlingException, TransactionConflictException } from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { dynamodbJobStore } from "#shared/aws/dynamodb-job-store.ts";
import { dynamodbUsageStore } from "#shared/aws/dynamodb-usage-store.ts";
import type { AcceptTerms } from "#shared/jobs/accept-terms.ts";
import {
  answerLost,
  cancelled,
  type Fault,
  type Faults,
  recordedBackoff,
  withFaults,
} from "../../support/aws/faults.ts";
import { type LocalTables, startLocalTables } from "../../support/aws/local-tables.ts";
import {
  acceptedJob,
  anyTerms,
  reserved,
  sampleCall,
  sampleDay,
  sampleReport,
  sampleRequest,
} from "../../support/stores/job-samples.ts";
import { claimedJob, leaseAt } from "../../support/stores/job-store-contract.ts";
import { firstWrite, instant, newTenant } from "../../support/stores/node-samples.ts";

let tables: LocalTables;
let faults: Faults;

beforeAll(async () => {
  tables = await startLocalTables();
  faults = withFaults(tables.client);
});

afterAll(() => tables.stop());

const pass: Fault = (next) => next();
const conflict: Fault = () => {
  throw new TransactionConflictException({ message: "busy", $metadata: {} });
};
const now = instant(9);
const error = { code: "unavailable", detail: "" } as const;
const events = [{ name: "stage", data: { stage: "provider", attempt: 1 } }] as const;
const step = { stage: "provider", attempt: 1, now: instant(2), events } as const;
const keyed: AcceptTerms = {
  ...anyTerms,
  idempotency: { key: "a".repeat(64), body: "b".repeat(64) },
};

/** A claimed job with a call under way, and all that can be written to it. */
async function setUp() {
  const backoff = recordedBackoff();
  const clock = { now: () => new Date(instant(0)) };
  const jobs = dynamodbJobStore({ ...tables, backoff, clock });
  const usage = dynamodbUsageStore({ ...tables, backoff });
  const { tenant, job, claim } = await claimedJob({ jobs }, newTenant(), reserved(10_000));
  await jobs.advance(claim, { ...step, generation: sampleReport, call: sampleCall() });
  const node = firstWrite({ id: job.nodeId });
  const due = { ...job, dueAt: instant(51) };
  const paths = {
    succeed: () => jobs.succeed(claim, { now, node, generation: sampleReport }),
    fail: () => jobs.fail(claim, { now, error, generation: sampleReport }),
    cancel: () => jobs.cancel(job, { now }),
    abandon: () => jobs.abandon(due, { now, error }),
  };
  const dayOf = async () => (await usage.days(tenant, { from: sampleDay, to: sampleDay }))[0];
  return { backoff, jobs, usage, tenant, job, claim, due, paths, dayOf };
}

/** Cancel and abandon read the job before they write to it. */
const requestsBefore = { succeed: 0, fail: 0, cancel: 1, abandon: 1 } as const;
const ways = Object.keys(requestsBefore) as (keyof typeof requestsBefore)[];

describe.each(ways)("%s", (way) => {
  const before = Array(requestsBefore[way]).fill(pass);
  const once = { cost_usd: 0.002_001, reserved_usd: 0, unknown_calls: 1 };

  test("is tried again where others write at once or too much is written", async () => {
    const { paths, backoff, dayOf } = await setUp();
    const busy = ["TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded"];
    faults.inject(...before, ...busy.map((code) => cancelled("None", code)));
    await paths[way]();
    expect(backoff.waits).toEqual([50, 100, 200]);
    expect(await dayOf()).toMatchObject(once);
  });

  test("whose answer was lost is asked again, and counts once", async () => {
    const { paths, dayOf } = await setUp();
    faults.inject(...before, answerLost);
    await expect(paths[way]()).rejects.toThrow("socket hang up");
    await paths[way]();
    expect(await dayOf()).toMatchObject(once);
  });

  test("that cannot be written settles nothing", async () => {
    const { paths, jobs, job, dayOf } = await setUp();
    const always = Array.from({ length: 7 }, () => cancelled("None", "TransactionConflict"));
    faults.inject(...before, ...always);
    await expect(paths[way]()).rejects.toMatchObject({ code: "unavailable" });
    expect(await dayOf()).toMatchObject({ cost_usd: 0, reserved_usd: 0.01 });
    expect(await jobs.get(job.tenant, job.id)).toMatchObject({ status: "running" });
  });
});

describe("an end without a claim", () => {
  test("counts what a step wrote between its look and its write", async () => {
    for (const way of ["cancel", "abandon"] as const) {
      const { paths, jobs, claim, dayOf } = await setUp();
      faults.inject(pass, async (next) => {
        const generation = { ...sampleReport, cost_usd: 0.5 };
        await jobs.advance(claim, { ...step, call: null, generation });
        return next();
      });
      await paths[way]();
      expect(await dayOf()).toMatchObject({ cost_usd: 0.5, unknown_calls: 0, reserved_usd: 0 });
    }
  });

  test("counts a call once that was booked between its look and its write", async () => {
    const { paths, jobs, claim, dayOf } = await setUp();
    faults.inject(pass, async (next) => {
      await jobs.bookCall(claim, { now, generation: { ...sampleReport, unknown_calls: 1 } });
      return next();
    });
    await paths.cancel();
    expect(await dayOf()).toMatchObject({ cost_usd: 0.000_001, unknown_calls: 1 });
  });

  test("comes too late where a worker was faster", async () => {
    const { paths, jobs, claim, job, due } = await setUp();
    faults.inject(pass, async (next) => {
      await jobs.heartbeat(claim, leaseAt(20));
      return next();
    });
    expect(await jobs.abandon(due, { now, error })).toBe(false);
    faults.inject(pass, async (next) => {
      await paths.succeed();
      return next();
    });
    expect(await jobs.cancel(job, { now })).toMatchObject({
      cancelled: false,
      job: { status: "succeeded", version: 1 },
    });
  });

  test("of a job that never holds still is our fault", async () => {
    const { paths } = await setUp();
    const refused = cancelled("ConditionalCheckFailed", "None");
    for (const way of ["cancel", "abandon"] as const) {
      faults.inject(...Array.from({ length: 5 }, () => [pass, refused]).flat());
      await expect(paths[way]()).rejects.toThrow("moved on");
    }
  });
});

describe("accept", () => {
  test("is tried again where others are accepted at once, and then says to come back", async () => {
    const { jobs, backoff, tenant } = await setUp();
    const busy = cancelled("None", "None", "None", "TransactionConflict", "ThrottlingError");
    faults.inject(busy, busy);
    const job = acceptedJob(tenant, reserved(5));
    expect(await jobs.accept(job, sampleRequest, anyTerms)).toEqual({ accepted: true });
    expect(backoff.waits).toEqual([50, 100]);
    faults.inject(...Array.from({ length: 7 }, () => busy));
    const next = acceptedJob(tenant, reserved(5));
    await expect(jobs.accept(next, sampleRequest, anyTerms)).rejects.toMatchObject({
      code: "unavailable",
      retryAfterSeconds: 1,
    });
    expect(await jobs.get(tenant, next.id)).toBeUndefined();
  });

  test("lets nobody through where the store is at fault", async () => {
    const { jobs, tenant, dayOf } = await setUp();
    const job = acceptedJob(tenant, reserved(5));
    faults.inject(() => {
      throw new ThrottlingException({ message: "slow down", $metadata: {} });
    });
    await expect(jobs.accept(job, sampleRequest, anyTerms)).rejects.toThrow("slow down");
    expect(await jobs.get(tenant, job.id)).toBeUndefined();
    expect(await dayOf()).toMatchObject({ reserved_usd: 0.01 });
  });

  test("whose answer was lost is found again by its key", async () => {
    const { jobs, tenant, dayOf } = await setUp();
    const [first, again] = [acceptedJob(tenant), acceptedJob(tenant)];
    faults.inject(answerLost);
    await expect(jobs.accept(first, sampleRequest, keyed)).rejects.toThrow("socket hang up");
    expect(await jobs.accept(again, sampleRequest, keyed)).toMatchObject({
      because: "idempotency_key",
      record: { result: { jobId: first.id } },
    });
    expect(await jobs.get(tenant, again.id)).toBeUndefined();
    expect(await dayOf()).toMatchObject({ reserved_usd: 0.01 });
  });

  test("is tried once more where the record of a refused key is gone", async () => {
    const { jobs, tenant } = await setUp();
    const refused = cancelled("None", "None", "None", "ConditionalCheckFailed");
    const job = acceptedJob(tenant);
    faults.inject(refused, pass);
    expect(await jobs.accept(job, sampleRequest, keyed)).toEqual({ accepted: true });
    faults.inject(...Array.from({ length: 3 }, () => [refused, async () => ({})]).flat());
    const accept = jobs.accept(acceptedJob(tenant), sampleRequest, keyed);
    await expect(accept).rejects.toThrow("no record of it was found");
  });

  test("refused for what is no term is our fault", async () => {
    const { jobs, tenant } = await setUp();
    faults.inject(cancelled("None", "ConditionalCheckFailed"));
    const accept = jobs.accept(acceptedJob(tenant), sampleRequest, anyTerms);
    await expect(accept).rejects.toThrow("refused for request");
  });
});

describe("single writes", () => {
  test("meet a transaction under way, and are tried again", async () => {
    const { jobs, usage, claim, tenant, backoff, dayOf } = await setUp();
    faults.inject(conflict);
    await jobs.bookCall(claim, { now, generation: sampleReport });
    faults.inject(conflict, conflict);
    await usage.addRuns(tenant, sampleDay, { count: 1, cpuMs: 2.6 });
    expect(backoff.waits).toEqual([50, 50, 100]);
    expect(await dayOf()).toMatchObject({ sandbox: { runs: 1, cpu_ms: 3 } });
    faults.inject(...Array.from({ length: 7 }, () => conflict));
    await expect(usage.addRuns(tenant, sampleDay, { count: 1, cpuMs: 1 })).rejects.toThrow("busy");
  });

  test("a look at a claim is one read at half price", async () => {
    const { jobs, claim } = await setUp();
    const before = faults.requests.length;
    expect(await jobs.isHeld(claim)).toBe(true);
    expect(faults.requests.slice(before)).toMatchObject([
      { operation: "GetItem", input: { ConsistentRead: false } },
    ]);
  });
});
