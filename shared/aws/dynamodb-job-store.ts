import { randomUUID } from "node:crypto";
import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import type { JobId, TenantKey } from "#schemas/identifiers.ts";
import type { Clock, NewId } from "../clock.ts";
import type { Claim, JobRecord, JobStore } from "../jobs/job-store.ts";
import { type Backoff, systemBackoff } from "./backoff.ts";
import { acceptJob } from "./job-accept.ts";
import { cancelJob } from "./job-cancel.ts";
import { bookCall, claimJob, isHeld, renewLease } from "./job-claim.ts";
import { abandonJob, dueJobs, postponeJob } from "./job-due.ts";
import { readJob } from "./job-items.ts";
import { readRequest } from "./job-part-items.ts";
import { listAttempts, listEvents, listReplies } from "./job-parts.ts";
import { takeStep } from "./job-steps.ts";
import { failedEvent, lease } from "./job-writes.ts";
import { jobSort, requestSort } from "./keys.ts";
import { transactions } from "./transact.ts";
import { getJobItem, type WorkTable } from "./work-table.ts";

/**
 * Jobs in DynamoDB: the small changing item, the request and the events apart. `nodesTable` is
 * needed by `succeed` only, `accountTable` by what accepts and ends jobs. The clock tells what has
 * expired; a request's own times are its caller's.
 */
export function dynamodbJobStore(options: {
  readonly client: DynamoDBDocumentClient;
  readonly workTable: string;
  readonly nodesTable: string;
  readonly accountTable: string;
  readonly clock?: Clock;
  readonly backoff?: Backoff;
  readonly newToken?: NewId;
}): JobStore {
  const { backoff = systemBackoff, newToken = randomUUID, ...places } = options;
  const clock = options.clock ?? { now: () => new Date() };
  const transact = transactions(places.client, backoff, newToken);
  const held = new WeakMap<Claim, JobRecord>();
  const table: WorkTable = { ...places, transact, backoff, clock, held };

  return {
    accept: (job, request, terms) => acceptJob(table, job, request, terms),
    get: (tenant, id) => getJob(table, tenant, id),
    listEvents: (tenant, id, page) => listEvents(table, { tenant, id }, page),
    listAttempts: (tenant, id) => listAttempts(table, { tenant, id }),
    replies: ({ tenant, jobId: id }) => listReplies(table, { tenant, id }),
    claim: (tenant, id, at) => claimJob(table, tenant, id, at),
    isHeld: (claim) => isHeld(table, claim),
    request: async (claim) => readRequest(await getJobItem(table, claim, requestSort, true)),
    heartbeat: (claim, at) => renewLease(table, claim, at),
    bookCall: (claim, at) => bookCall(table, claim, at),
    advance: (claim, { stage, attempt, ...step }) =>
      takeStep(table, claim, { ...step, set: { stage, attempt } }),
    succeed: (claim, { now, node, generation }) =>
      takeStep(table, claim, {
        now,
        generation,
        node,
        version: node.head.version,
        events: [{ name: "succeeded", data: { nodeId: node.head.id } }],
        ends: "succeeded",
      }),
    fail: (claim, { error, ...result }) =>
      takeStep(table, claim, { ...result, error, events: [failedEvent(error)], ends: "failed" }),
    release: (claim, { now, dueAt, generation, call }) =>
      takeStep(table, claim, {
        now,
        generation,
        call,
        set: { status: "queued", stage: "queued", ga: dueAt },
        remove: lease,
        events: [{ name: "requeued", data: { dueAt } }],
      }),
    due: (now, limit) => dueJobs(table, now, limit),
    postpone: (job, dueAt) => postponeJob(table, job, dueAt),
    abandon: (job, end) => abandonJob(table, job, end),
    cancel: (job, { now }) => cancelJob(table, job, now),
  };
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
