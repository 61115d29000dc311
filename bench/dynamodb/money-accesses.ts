import { dynamodbIdempotencyStore } from "#shared/aws/dynamodb-idempotency-store.ts";
import { dynamodbJobStore } from "#shared/aws/dynamodb-job-store.ts";
import { dynamodbUsageStore } from "#shared/aws/dynamodb-usage-store.ts";
import type { LocalTables } from "../../test/support/aws/local-tables.ts";
import { acceptedJob, anyTerms, sampleRequest } from "../../test/support/stores/job-samples.ts";
import { instant, newTenant } from "../../test/support/stores/node-samples.ts";
import type { AccessCost, Meter } from "./access-meter.ts";
import { runningJob } from "./job-accesses.ts";

const clock = { now: () => new Date(instant(0)) };

/** The other ends of a job, keys and usage. */
export async function moneyAccesses(tables: LocalTables, meter: Meter): Promise<AccessCost[]> {
  const jobs = dynamodbJobStore({ ...tables, clock });
  const usage = dynamodbUsageStore(tables);
  const keys = dynamodbIdempotencyStore({ ...tables, clock });
  const now = instant(2);
  const error = { code: "generation_failed", detail: "None of the drafts was correct." } as const;
  const [failing, returned, left, unwanted] = [
    await runningJob(jobs),
    await runningJob(jobs),
    await runningJob(jobs),
    await runningJob(jobs),
  ];
  const key = "c".repeat(64);
  const keyed = acceptedJob(newTenant());
  const terms = { ...anyTerms, idempotency: { key, body: key } };
  await jobs.accept(keyed, sampleRequest, terms);
  const month = newTenant();
  for (let day = 10; day < 40; day += 1) {
    const name = new Date(Date.UTC(2031, 0, day)).toISOString().slice(0, 10);
    await usage.addRuns(month, name, { count: 1, cpuMs: 5 });
  }
  return [
    await meter("fail job", () => jobs.fail(failing.claim, { now, error })),
    await meter("release job", () => jobs.release(returned.claim, { now, dueAt: instant(90) })),
    await meter("cancel job", () => jobs.cancel(unwanted.job, { now })),
    await meter("abandon job", () =>
      jobs.abandon({ ...left.job, dueAt: instant(51) }, { now, error }),
    ),
    await meter("find key", () => keys.find(keyed.tenant, key)),
    await meter("count runs", () => usage.addRuns(month, "2031-01-01", { count: 1, cpuMs: 5 })),
    await meter("usage of 30 days", () =>
      usage.days(month, { from: "2031-01-10", to: "2031-02-08" }),
    ),
  ];
}
