import { setTimeout } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { AppError } from "#shared/app-error.ts";
import { dynamodbJobStore } from "#shared/aws/dynamodb-job-store.ts";
import { dynamodbUsageStore } from "#shared/aws/dynamodb-usage-store.ts";
import { withConflicts } from "../../support/aws/conflicts.ts";
import { type LocalTables, startLocalTables } from "../../support/aws/local-tables.ts";
import {
  acceptedJob,
  anyTerms,
  reserved,
  sampleDay,
  sampleReport,
  sampleRequest,
} from "../../support/stores/job-samples.ts";
import { claimedJob } from "../../support/stores/job-store-contract.ts";
import { instant, newTenant } from "../../support/stores/node-samples.ts";

let tables: LocalTables;
let cancelled: () => number;

beforeAll(async () => {
  tables = await startLocalTables();
  ({ cancelled } = withConflicts(tables.client));
});

afterAll(() => tables.stop());

/** A quarter of the real pauses, as the local store answers in less than a quarter of the time. */
const backoff = {
  random: Math.random,
  sleep: (milliseconds: number) => setTimeout(milliseconds / 4),
};

const setUp = () => ({
  jobs: dynamodbJobStore({ ...tables, backoff, clock: { now: () => new Date(instant(0)) } }),
  usage: dynamodbUsageStore(tables),
  tenant: newTenant(),
});

const isBusy = (error: unknown) => error instanceof AppError && error.code === "unavailable";

/** Asks again where the store says to come back. */
async function untilDone(work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!isBusy(error)) throw error;
    await untilDone(work);
  }
}

test("of 20 acceptances that meet, as many hold as there are places, and money is set aside for them", async () => {
  const { jobs, usage, tenant } = setUp();
  const before = cancelled();
  const outcomes = await Promise.all(
    Array.from({ length: 20 }, () =>
      jobs
        .accept(acceptedJob(tenant, reserved(100)), sampleRequest, { ...anyTerms, mostInFlight: 5 })
        .then(({ accepted }) => accepted)
        .catch((error: unknown) => (isBusy(error) ? false : Promise.reject(error))),
    ),
  );
  expect(cancelled() - before).toBeGreaterThanOrEqual(10);
  expect(outcomes.filter((accepted) => accepted)).toHaveLength(5);
  const days = await usage.days(tenant, { from: sampleDay, to: sampleDay });
  expect(days).toMatchObject([{ reserved_usd: 0.000_5 }]);
});

test("20 jobs of a tenant that end at once are all counted", async () => {
  const { jobs, usage, tenant } = setUp();
  const running = [];
  for (let count = 0; count < 20; count += 1) {
    running.push(await claimedJob({ jobs }, tenant, reserved(100)));
  }
  const before = cancelled();
  const error = { code: "generation_failed", detail: "" } as const;
  const end = { now: instant(9), error, generation: { ...sampleReport, cost_usd: 0.000_01 } };
  await Promise.all(
    running.map(({ job, claim }, index) =>
      untilDone(() =>
        index % 2 === 0 ? jobs.fail(claim, end) : jobs.cancel(job, { now: instant(9) }),
      ),
    ),
  );
  expect(cancelled() - before).toBeGreaterThanOrEqual(10);
  const days = await usage.days(tenant, { from: sampleDay, to: sampleDay });
  expect(days).toMatchObject([
    { generations: { failed: 10, cancelled: 10 }, cost_usd: 0.000_1, reserved_usd: 0 },
  ]);
  const terms = { ...anyTerms, mostInFlight: 1 };
  expect(await jobs.accept(acceptedJob(tenant), sampleRequest, terms)).toEqual({ accepted: true });
});
