import { QueryCommand } from "@aws-sdk/lib-dynamodb";
import * as z from "zod";
import { Timestamp } from "#schemas/identifiers.ts";
import type { JobError } from "#schemas/job.ts";
import { statesBefore } from "../jobs/job-status.ts";
import type { DueJob, JobRecord } from "../jobs/job-store.ts";
import { conditionalUpdate } from "./conditional-update.ts";
import { readLeftJob } from "./job-items.ts";
import { type JobUpdate, jobUpdate } from "./job-update.ts";
import { failedEvent, jobWrites, mostMoves } from "./job-writes.ts";
import { dueList, dueShards, jobOfPartition, jobSort } from "./keys.ts";
import { getJobItem, type WorkTable } from "./work-table.ts";

/** Four queries, one a shard, each bounded. The index lags a little: `postpone` has the last word. */
export async function dueJobs(table: WorkTable, now: Timestamp, limit: number): Promise<DueJob[]> {
  const shards = await Promise.all(dueShards.map((shard) => dueOfShard(table, shard, now, limit)));
  return shards
    .flat()
    .sort((a, b) => (a.dueAt < b.dueAt ? -1 : 1))
    .slice(0, limit);
}

async function dueOfShard(
  { client, workTable }: WorkTable,
  shard: number,
  now: Timestamp,
  limit: number,
): Promise<DueJob[]> {
  const { Items = [] } = await client.send(
    new QueryCommand({
      TableName: workTable,
      IndexName: "due",
      KeyConditionExpression: "gd = :list AND ga <= :now",
      ExpressionAttributeValues: { ":list": dueList(shard), ":now": now },
      Limit: limit,
    }),
  );
  return Items.map((item) => ({
    ...jobOfPartition(String(item.pk)),
    dueAt: Timestamp.parse(item.ga),
  }));
}

const Accepted = z.object({ created_at: Timestamp, requestId: z.string().exactOptional() });

/** An expired job is moved too: only what can be moved can be ended, and leaves the list so. */
export async function postponeJob(
  table: WorkTable,
  job: DueJob,
  next: Timestamp,
): Promise<Pick<JobRecord, "created_at" | "requestId"> | undefined> {
  const outcome = await conditionalUpdate(table.client, table.backoff, {
    ...updateOf(table, job, { set: { ga: next }, onlyIf: stillDue(job) }),
    ReturnValues: "ALL_NEW",
  });
  return outcome.updated ? Accepted.parse(outcome.item) : undefined;
}

/**
 * Needs little of the job, so that one that cannot be read is ended as well: it is one that no worker
 * brings to an end.
 */
export async function abandonJob(
  table: WorkTable,
  { tenant, id, dueAt }: DueJob,
  { now, error }: { now: Timestamp; error: JobError },
): Promise<boolean> {
  const events = [failedEvent(error)];
  for (let tries = 0; tries < mostMoves; tries += 1) {
    const item = await getJobItem(table, { tenant, jobId: id }, jobSort, true);
    if (item?.ga !== dueAt) return false;
    const job = { tenant, id, ...readLeftJob(item) };
    const move = { now, ends: "failed", error, events } as const;
    const refused = await table.transact(jobWrites(table, job, move, stillDue({ dueAt })));
    if (refused.length === 0) return true;
    if (!refused.includes("job")) throw new Error(`job ${id}: refused for ${refused.join(", ")}`);
  }
  throw new Error(`job ${id} moved on before each of ${mostMoves} tries to end it`);
}

const updateOf = (table: WorkTable, { tenant, id }: DueJob, update: JobUpdate) =>
  jobUpdate(table.workTable, { tenant, jobId: id }, update);

const open: Readonly<Record<`:if${string}`, string>> = Object.fromEntries(
  statesBefore("failed").map((status, index) => [`:ifOpen${index}`, status]),
);

/** A claim, a renewed lease and another sweep move the time; an ended job has none. */
const stillDue = ({ dueAt }: Pick<DueJob, "dueAt">): JobUpdate["onlyIf"] => ({
  expression: `#ga = :ifDueAt AND #status IN (${Object.keys(open).join(", ")})`,
  values: { ":ifDueAt": dueAt, ...open },
});
