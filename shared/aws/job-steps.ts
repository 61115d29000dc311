import type { Timestamp } from "#schemas/identifiers.ts";
import type { JobStatus } from "#schemas/job.ts";
import type { JobEventBody } from "#schemas/job-event.ts";
import type { AttemptJudgement, AttemptReply } from "#schemas/transcript.ts";
import { AppError } from "../app-error.ts";
import { type Claim, type JobRecord, LeaseLost } from "../jobs/job-store.ts";
import type { NodeWrite } from "../nodes/node-store.ts";
import { eventItem, readJob } from "./job-items.ts";
import { judgementItem, replyItem } from "./job-transcript.ts";
import { heldBy, type JobUpdate, jobUpdate } from "./job-update.ts";
import { jobSort } from "./keys.ts";
import { nodeWrites } from "./node-write.ts";
import type { TransactWrite } from "./transact.ts";
import { getJobItem, type WorkTable } from "./work-table.ts";

/** One move of a claimed job: what changes of it, and the events that tell so. */
export interface JobStep {
  readonly now: Timestamp;
  readonly set: JobUpdate["set"];
  readonly remove?: readonly string[];
  readonly events: readonly JobEventBody[];
  /** What the transcript keeps of it. */
  readonly reply?: AttemptReply | undefined;
  readonly judgement?: AttemptJudgement | undefined;
  /** The state this step ends the job in. */
  readonly ends?: JobStatus;
  /** Written with it. */
  readonly node?: NodeWrite;
}

/** Enough for a claim whose own writes meet; another claim's are found out at once. */
const mostTries = 5;

/**
 * Job, events and, at the end, node, in one transaction, which holds only if nothing moved since the
 * number of the last event was learnt: from the claim's own last write, so that a step is one
 * request, or by reading the job where that is not known or not true any more.
 * @throws LeaseLost; AppError `conflict` where the node cannot be written any more
 */
export async function takeStep(table: WorkTable, claim: Claim, step: JobStep): Promise<void> {
  let known = table.held.get(claim);
  for (let tries = 0; tries < mostTries; tries += 1) {
    const job = known ?? (await readHeld(table, claim, step));
    if (job === "already-ended") return;
    const refused = await table.transact(writesOf(table, claim, job, step));
    if (refused.length === 0) {
      table.held.set(claim, { ...job, seq: job.seq + step.events.length });
      return;
    }
    table.held.delete(claim);
    known = undefined;
    if (!refused.includes("job")) throw cannotWriteNode(refused);
  }
  throw new Error(`job ${claim.jobId} moved on before each of ${mostTries} tries to write to it`);
}

async function readHeld(
  table: WorkTable,
  claim: Claim,
  step: JobStep,
): Promise<JobRecord | "already-ended"> {
  const item = await getJobItem(table, claim, jobSort, true);
  const job = readJob(claim, item, table.clock.now());
  // The same claim ended it the same way: its first answer was lost, and it asks again.
  if (step.ends !== undefined && job?.status === step.ends && job.fence === claim.fence) {
    return "already-ended";
  }
  if (job?.status !== "running" || job.fence !== claim.fence) {
    throw new LeaseLost(`job ${claim.jobId} is no longer held by this claim`);
  }
  return job;
}

function writesOf(
  { workTable, nodesTable }: WorkTable,
  claim: Claim,
  job: JobRecord,
  step: JobStep,
): Record<string, TransactWrite> {
  const { now, set, remove = [], events, node } = step;
  const seq = job.seq + events.length;
  const held = heldBy(claim);
  const onlyIf = {
    expression: `${held.expression} AND #seq = :ifSeq`,
    values: { ...held.values, ":ifSeq": job.seq },
  };
  const writes = {
    job: {
      Update: jobUpdate(workTable, claim, {
        set: { ...set, seq, updated_at: now },
        remove,
        onlyIf,
      }),
    },
    ...eventWrites(workTable, job, now, events),
    ...transcriptWrites(workTable, claim, step),
  };
  return node === undefined ? writes : { ...writes, ...nodeWrites(nodesTable, job.tenant, node) };
}

const eventWrites = (
  workTable: string,
  job: JobRecord,
  at: Timestamp,
  events: readonly JobEventBody[],
): Record<string, TransactWrite> =>
  Object.fromEntries(
    events.map((event, index) => {
      const Item = eventItem(job, { seq: job.seq + 1 + index, at, ...event });
      const put = { TableName: workTable, Item, ConditionExpression: "attribute_not_exists(pk)" };
      return [`event ${index}`, { Put: put }];
    }),
  );

/** Without a condition of their own: their keys name the claim, and the job's condition holds it. */
function transcriptWrites(
  TableName: string,
  claim: Claim,
  { reply, judgement }: JobStep,
): Record<string, TransactWrite> {
  return {
    ...(reply && { reply: { Put: { TableName, Item: replyItem(claim, reply) } } }),
    ...(judgement && { judgement: { Put: { TableName, Item: judgementItem(claim, judgement) } } }),
  };
}

function cannotWriteNode(refused: readonly string[]): Error {
  return refused.includes("head")
    ? new AppError("conflict", "The node was changed while its new version was being made.")
    : new Error(`a job's transaction was refused for ${refused.join(", ")}`);
}
