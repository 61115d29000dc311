import type { JobRequest } from "#schemas/generation.ts";
import type { AcceptOutcome, AcceptTerms } from "../jobs/accept-terms.ts";
import type { JobRecord } from "../jobs/job-store.ts";
import { reservationOf } from "../usage/settlement.ts";
import { getIdempotency } from "./dynamodb-idempotency-store.ts";
import { putIdempotency, readIdempotency } from "./idempotency-item.ts";
import { jobItem } from "./job-items.ts";
import { reserve, takePlace } from "./job-money.ts";
import { eventItem, requestItem } from "./job-part-items.ts";
import type { TransactWrite } from "./transact.ts";
import type { WorkTable } from "./work-table.ts";

/** A record can be gone between two requests only where its time has just run out. */
const mostTries = 3;

/** One transaction, and one read more where the key stands for another request. */
export async function acceptJob(
  table: WorkTable,
  job: JobRecord,
  request: JobRequest,
  terms: AcceptTerms,
): Promise<AcceptOutcome> {
  const writes = acceptWrites(table, job, request, terms);
  for (let tries = 0; tries < mostTries; tries += 1) {
    let spentMicroUsd = 0;
    const refused = await table.transact(writes, (name, item) => {
      if (name === "budget") spentMicroUsd = Number(item.spent?.N ?? 0);
    });
    if (refused.length === 0) return { accepted: true };
    if (!refused.includes("key") || terms.idempotency === undefined) {
      return because(job, refused, spentMicroUsd);
    }
    const item = await getIdempotency(table, job.tenant, terms.idempotency.key);
    if (item !== undefined) {
      const { expiresAt: _, ...record } = readIdempotency(item);
      return { accepted: false, because: "idempotency_key", record };
    }
  }
  throw new Error(`the key of job ${job.id} was refused, and no record of it was found`);
}

function because(job: JobRecord, refused: readonly string[], spentMicroUsd: number): AcceptOutcome {
  if (refused.includes("job")) throw new Error(`there is a job ${job.id} already`);
  if (refused.includes("place")) return { accepted: false, because: "too_many_generations" };
  if (refused.includes("budget")) {
    return { accepted: false, because: "daily_budget_exceeded", spentMicroUsd };
  }
  throw new Error(`a job's acceptance was refused for ${refused.join(", ")}`);
}

function acceptWrites(
  table: WorkTable,
  job: JobRecord,
  request: JobRequest,
  { idempotency, mostInFlight, mostMicroUsdADay }: AcceptTerms,
): Record<string, TransactWrite> {
  const { tenant, id: jobId, seq, stage, created_at: at } = job;
  const putNew = (Item: Record<string, unknown>) => ({
    Put: { TableName: table.workTable, Item, ConditionExpression: "attribute_not_exists(pk)" },
  });
  return {
    job: putNew(jobItem(job)),
    request: putNew(requestItem(job, request)),
    event: putNew(eventItem(job, { seq, at, name: "stage", data: { stage } })),
    ...(idempotency && {
      key: putIdempotency(table.workTable, tenant, idempotency, { result: { jobId }, now: at }),
    }),
    place: takePlace(table, job, mostInFlight),
    budget: reserve(table, tenant, reservationOf(job), mostMicroUsdADay),
  };
}
