import type { GenerationReport } from "#schemas/generation.ts";
import type { JobId, TenantKey, Timestamp } from "#schemas/identifiers.ts";
import { type Claim, type JobRecord, LeaseLost } from "../jobs/job-store.ts";
import { conditionalUpdate } from "./conditional-update.ts";
import { readJob, reportText, secondsOf } from "./job-items.ts";
import { heldBy, jobUpdate } from "./job-update.ts";
import { dueListOf, jobSort } from "./keys.ts";
import { getJobItem, type WorkTable } from "./work-table.ts";

/**
 * Takes the job by one conditional update, which raises the fence. While it runs it is due when
 * its lease ends, so that the sweeper finds what a dead worker left. An answer lost on the way
 * leaves a claim that nobody holds: it too ends with its lease.
 */
export async function claimJob(
  table: WorkTable,
  tenant: TenantKey,
  id: JobId,
  at: { now: Timestamp; leaseUntil: Timestamp },
): Promise<{ claim: Claim; job: JobRecord } | undefined> {
  const reference = { tenant, jobId: id };
  const update = jobUpdate(table.workTable, reference, {
    set: {
      status: "running",
      leaseUntil: at.leaseUntil,
      gd: dueListOf(id),
      ga: at.leaseUntil,
      updated_at: at.now,
    },
    onlyIf: {
      expression:
        "#expiresAt > :ifSeconds AND " +
        "(#status = :ifQueued OR (#status = :ifRunning AND #leaseUntil < :ifNow))",
      values: {
        ":ifSeconds": secondsOf(at.now),
        ":ifQueued": "queued",
        ":ifRunning": "running",
        ":ifNow": at.now,
      },
    },
  });
  const outcome = await conditionalUpdate(table.client, table.backoff, {
    ...update,
    UpdateExpression: `${update.UpdateExpression} ADD #fence :one`,
    ExpressionAttributeNames: { ...update.ExpressionAttributeNames, "#fence": "fence" },
    ExpressionAttributeValues: { ...update.ExpressionAttributeValues, ":one": 1 },
    ReturnValues: "ALL_NEW",
  });
  if (!outcome.updated) return undefined;

  const job = readJob(reference, outcome.item, new Date(at.now));
  if (job === undefined) return undefined;
  const claim = { ...reference, fence: job.fence };
  table.held.set(claim, job);
  return { claim, job };
}

/** Moves the lease's end, and with it when the job is due. @throws LeaseLost */
export async function renewLease(
  table: WorkTable,
  claim: Claim,
  at: { now: Timestamp; leaseUntil: Timestamp },
): Promise<void> {
  const outcome = await conditionalUpdate(
    table.client,
    table.backoff,
    jobUpdate(table.workTable, claim, {
      set: { leaseUntil: at.leaseUntil, ga: at.leaseUntil, updated_at: at.now },
      onlyIf: heldBy(claim),
    }),
  );
  if (!outcome.updated) throw new LeaseLost(`job ${claim.jobId} is no longer held by this claim`);
}

/** Half a read unit. */
export async function isHeld(table: WorkTable, claim: Claim): Promise<boolean> {
  const item = await getJobItem(table, claim, jobSort, false);
  return item?.status === "running" && item.fence === claim.fence;
}

/** Asked again, it changes nothing. @throws LeaseLost */
export async function bookCall(
  table: WorkTable,
  claim: Claim,
  { now, generation }: { now: Timestamp; generation: GenerationReport },
): Promise<void> {
  const outcome = await conditionalUpdate(
    table.client,
    table.backoff,
    jobUpdate(table.workTable, claim, {
      set: { generation: reportText(generation), updated_at: now },
      remove: ["call"],
      onlyIf: heldBy(claim),
    }),
  );
  if (!outcome.updated) throw new LeaseLost(`job ${claim.jobId} is no longer held by this claim`);
  const job = table.held.get(claim);
  if (job === undefined) return;
  const { call: _, ...rest } = job;
  table.held.set(claim, { ...rest, generation });
}
