import { type DynamoDBDocumentClient, GetCommand } from "@aws-sdk/lib-dynamodb";
import type { JobId, TenantKey } from "#schemas/identifiers.ts";
import type { Clock } from "../clock.ts";
import type { Claim, JobRecord } from "../jobs/job-store.ts";
import type { Backoff } from "./backoff.ts";
import { jobPartition } from "./keys.ts";
import type { Transact } from "./transact.ts";

/** What each operation on jobs works with. */
export interface WorkTable {
  readonly client: DynamoDBDocumentClient;
  readonly workTable: string;
  /** Where a job that succeeds writes its node. */
  readonly nodesTable: string;
  /** Where money is set aside and settled. */
  readonly accountTable: string;
  readonly transact: Transact;
  readonly backoff: Backoff;
  readonly clock: Clock;
  /** Each claim's job as its own last write left it; a claim writes alone as long as it holds. */
  readonly held: WeakMap<Claim, JobRecord>;
}

export async function getJobItem(
  { client, workTable }: WorkTable,
  job: { tenant: TenantKey; jobId: JobId },
  sk: string,
  consistent: boolean,
): Promise<Record<string, unknown> | undefined> {
  const { Item } = await client.send(
    new GetCommand({
      TableName: workTable,
      Key: { pk: jobPartition(job.tenant, job.jobId), sk },
      ConsistentRead: consistent,
    }),
  );
  return Item;
}
