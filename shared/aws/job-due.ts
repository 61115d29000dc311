import { QueryCommand } from "@aws-sdk/lib-dynamodb";
import type { JobId, TenantKey, Timestamp } from "#schemas/identifiers.ts";
import { Timestamp as TimestampSchema } from "#schemas/identifiers.ts";
import { conditionalUpdate } from "./conditional-update.ts";
import { secondsOf } from "./job-items.ts";
import { jobUpdate } from "./job-update.ts";
import { dueList, dueShards, jobOfPartition } from "./keys.ts";
import type { WorkTable } from "./work-table.ts";

export interface DueJob {
  readonly tenant: TenantKey;
  readonly id: JobId;
  readonly dueAt: Timestamp;
}

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
    dueAt: TimestampSchema.parse(item.ga),
  }));
}

/** False where the job was moved or ended meanwhile, and where it has expired. */
export async function postponeJob(
  table: WorkTable,
  { tenant, id, dueAt }: DueJob,
  next: Timestamp,
): Promise<boolean> {
  const outcome = await conditionalUpdate(
    table.client,
    table.backoff,
    jobUpdate(
      table.workTable,
      { tenant, jobId: id },
      {
        set: { ga: next },
        onlyIf: {
          expression: "#ga = :ifDueAt AND #expiresAt > :ifSeconds",
          values: { ":ifDueAt": dueAt, ":ifSeconds": secondsOf(table.clock.now()) },
        },
      },
    ),
  );
  return outcome.updated;
}
