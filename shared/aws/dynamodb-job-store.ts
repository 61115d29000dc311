import { randomUUID } from "node:crypto";
import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import type { GenerationReport, JobRequest } from "#schemas/generation.ts";
import type { JobId, TenantKey } from "#schemas/identifiers.ts";
import type { Clock, NewId } from "../clock.ts";
import type { Claim, JobRecord, JobStore } from "../jobs/job-store.ts";
import { type Backoff, systemBackoff } from "./backoff.ts";
import { claimJob, renewLease } from "./job-claim.ts";
import { abandonJob, dueJobs, postponeJob } from "./job-due.ts";
import {
  errorText,
  eventItem,
  jobItem,
  readJob,
  readRequest,
  reportText,
  requestItem,
} from "./job-items.ts";
import { listAttempts, listEvents } from "./job-parts.ts";
import { takeStep } from "./job-steps.ts";
import { lease, leaseAndDue } from "./job-update.ts";
import { jobSort, requestSort } from "./keys.ts";
import { transactions } from "./transact.ts";
import { getJobItem, type WorkTable } from "./work-table.ts";

/**
 * Jobs in DynamoDB: the small changing item, the request and the events apart. `nodesTable` is
 * needed by `succeed` only. The clock tells what has expired; a request's own times are its
 * caller's.
 */
export function dynamodbJobStore(options: {
  readonly client: DynamoDBDocumentClient;
  readonly workTable: string;
  readonly nodesTable: string;
  readonly clock?: Clock;
  readonly backoff?: Backoff;
  readonly newToken?: NewId;
}): JobStore {
  const { client, workTable, nodesTable, backoff = systemBackoff, newToken = randomUUID } = options;
  const clock = options.clock ?? { now: () => new Date() };
  const transact = transactions(client, backoff, newToken);
  const held = new WeakMap<Claim, JobRecord>();
  const table: WorkTable = { client, workTable, nodesTable, transact, backoff, clock, held };

  return {
    accept: (job, request) => acceptJob(table, job, request),
    get: (tenant, id) => getJob(table, tenant, id),
    listEvents: (tenant, id, page) => listEvents(table, { tenant, id }, page),
    listAttempts: (tenant, id) => listAttempts(table, { tenant, id }),
    claim: (tenant, id, at) => claimJob(table, tenant, id, at),
    request: async (claim) => readRequest(await getJobItem(table, claim, requestSort, true)),
    heartbeat: (claim, at) => renewLease(table, claim, at),
    advance: (claim, { stage, attempt, generation, ...step }) =>
      takeStep(table, claim, { ...step, set: { stage, attempt, ...spent(generation) } }),
    succeed: (claim, { now, node, generation }) =>
      takeStep(table, claim, {
        now,
        set: { status: "succeeded", stage: "done", generation: reportText(generation) },
        remove: leaseAndDue,
        events: [{ name: "succeeded", data: { nodeId: node.head.id } }],
        ends: "succeeded",
        node,
      }),
    fail: (claim, { now, error, generation }) =>
      takeStep(table, claim, {
        now,
        set: {
          status: "failed",
          stage: "done",
          error: errorText(error),
          ...spent(generation),
        },
        remove: leaseAndDue,
        events: [
          { name: "failed", data: { code: error.code, detail: error.detail.slice(0, 2_000) } },
        ],
        ends: "failed",
      }),
    release: (claim, { now, dueAt, generation }) =>
      takeStep(table, claim, {
        now,
        set: { status: "queued", stage: "queued", ga: dueAt, ...spent(generation) },
        remove: lease,
        events: [{ name: "requeued", data: { dueAt } }],
      }),
    due: (now, limit) => dueJobs(table, now, limit),
    postpone: (job, dueAt) => postponeJob(table, job, dueAt),
    abandon: (job, end) => abandonJob(table, job, end),
  };
}

const spent = (generation: GenerationReport | undefined) =>
  generation === undefined ? {} : { generation: reportText(generation) };

async function acceptJob(
  { transact, workTable }: WorkTable,
  job: JobRecord,
  request: JobRequest,
): Promise<void> {
  const putNew = (Item: Record<string, unknown>) => ({
    Put: { TableName: workTable, Item, ConditionExpression: "attribute_not_exists(pk)" },
  });
  const event = {
    seq: job.seq,
    at: job.created_at,
    name: "stage",
    data: { stage: job.stage },
  } as const;
  const refused = await transact({
    job: putNew(jobItem(job)),
    request: putNew(requestItem(job, request)),
    event: putNew(eventItem(job, event)),
  });
  if (refused.length > 0) throw new Error(`there is a job ${job.id} already`);
}

/**
 * Half a read unit, since polls are many. What is not found is asked for once more, consistently:
 * a job that was just accepted must not be a 404.
 */
async function getJob(
  table: WorkTable,
  tenant: TenantKey,
  id: JobId,
): Promise<JobRecord | undefined> {
  const reference = { tenant, jobId: id };
  const item =
    (await getJobItem(table, reference, jobSort, false)) ??
    (await getJobItem(table, reference, jobSort, true));
  return readJob(reference, item, table.clock.now());
}
