import type { JobStatus } from "#schemas/job.ts";
import type { AttemptJudgement, AttemptReply } from "#schemas/transcript.ts";
import { AppError } from "../app-error.ts";
import { type Claim, type JobRecord, LeaseLost } from "../jobs/job-store.ts";
import type { NodeWrite } from "../nodes/node-store.ts";
import { readJob } from "./job-items.ts";
import { transcriptWrites } from "./job-transcript.ts";
import { heldBy } from "./job-update.ts";
import { type JobMove, jobWrites, mostMoves } from "./job-writes.ts";
import { jobSort } from "./keys.ts";
import { nodeWrites } from "./node-write.ts";
import type { TransactWrite } from "./transact.ts";
import { getJobItem, type WorkTable } from "./work-table.ts";

/** One move of a claimed job. */
export interface JobStep extends JobMove {
  /** What the transcript keeps of it. */
  readonly reply?: AttemptReply | undefined;
  readonly judgement?: AttemptJudgement | undefined;
  /** Written with it. */
  readonly node?: NodeWrite;
}

/**
 * Job, events and, at the end, money and node, in one transaction, which holds only if nothing moved
 * since the number of the last event was learnt: from the claim's own last write, so that a step is
 * one request, or by reading the job where that is not known or not true any more.
 * @throws LeaseLost; AppError `conflict` where the node cannot be written any more
 */
export async function takeStep(table: WorkTable, claim: Claim, step: JobStep): Promise<void> {
  let known = table.held.get(claim);
  for (let tries = 0; tries < mostMoves; tries += 1) {
    const job = known ?? (await readHeld(table, claim, step.ends));
    if (job === "already-ended") return;
    const writes: Record<string, TransactWrite> = {
      ...jobWrites(table, job, step, heldBy(claim)),
      ...transcriptWrites(table.workTable, claim, step),
      ...(step.node && nodeWrites(table.nodesTable, job.tenant, step.node)),
    };
    const refused = await table.transact(writes);
    if (refused.length === 0) {
      table.held.set(claim, afterStep(job, step));
      return;
    }
    table.held.delete(claim);
    known = undefined;
    if (!refused.includes("job")) throw cannotWriteNode(refused);
  }
  throw new Error(`job ${claim.jobId} moved on before each of ${mostMoves} tries to write to it`);
}

function afterStep(job: JobRecord, { events, generation, call }: JobStep): JobRecord {
  const { call: before, ...rest } = job;
  const left = call === undefined ? before : call;
  return {
    ...rest,
    seq: job.seq + events.length,
    ...(generation !== undefined && { generation }),
    ...(left && { call: left }),
  };
}

async function readHeld(
  table: WorkTable,
  claim: Claim,
  ends: JobStatus | undefined,
): Promise<JobRecord | "already-ended"> {
  const item = await getJobItem(table, claim, jobSort, true);
  const job = readJob(claim, item, table.clock.now());
  // The same claim ended it the same way: its first answer was lost, and it asks again.
  if (ends !== undefined && job?.status === ends && job.fence === claim.fence) {
    return "already-ended";
  }
  if (job?.status !== "running" || job.fence !== claim.fence) {
    throw new LeaseLost(`job ${claim.jobId} is no longer held by this claim`);
  }
  return job;
}

function cannotWriteNode(refused: readonly string[]): Error {
  return refused.includes("head")
    ? new AppError("conflict", "The node was changed while its new version was being made.")
    : new Error(`a job's transaction was refused for ${refused.join(", ")}`);
}
