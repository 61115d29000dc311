import type { GenerationReport, JobRequest } from "#schemas/generation.ts";
import type { JobId, NodeId, TenantKey, Timestamp } from "#schemas/identifiers.ts";
import type { JobError, JobStatus } from "#schemas/job.ts";
import type { JobEvent, JobEventBody } from "#schemas/job-event.ts";
import type { JobStage } from "#schemas/job-stage.ts";
import type { AttemptJudgement, AttemptReply, TranscriptAttempt } from "#schemas/transcript.ts";
import type { NodeWrite } from "../nodes/node-store.ts";

/**
 * A job as it is stored: at most 1 KB until it fails, so that a poll costs half a read unit. With
 * the reasons of a failure it is at most 16 KB, two read units, which a poll meets once.
 */
export interface JobRecord {
  readonly tenant: TenantKey;
  readonly id: JobId;
  /** Chosen at accept, so that a message delivered twice cannot make two nodes. */
  readonly nodeId: NodeId;
  /** `sub` of the caller. */
  readonly subject: string;
  readonly status: JobStatus;
  readonly stage: JobStage;
  /** Calls to the provider so far. */
  readonly attempt: number;
  /** Number of the last event. */
  readonly seq: number;
  /** Rises with every claim; a write of an older claim is refused. */
  readonly fence: number;
  readonly leaseUntil?: Timestamp;
  /** When the sweeper looks at the job again; absent once it has ended. */
  readonly dueAt?: Timestamp;
  /** What it took so far, all claims together. */
  readonly generation?: GenerationReport;
  readonly error?: JobError;
  readonly created_at: Timestamp;
  readonly updated_at: Timestamp;
}

/** The right to write to a job, until somebody else claims it. */
export interface Claim {
  readonly tenant: TenantKey;
  readonly jobId: JobId;
  readonly fence: number;
}

/** Thrown when a write comes from a claim that is not the latest: stop, and touch nothing more. */
export class LeaseLost extends Error {
  override readonly name = "LeaseLost";
}

/** A job whose time to be looked at again has come, as the list of such jobs shows it. */
export interface DueJob {
  readonly tenant: TenantKey;
  readonly id: JobId;
  readonly dueAt: Timestamp;
}

export interface JobStore {
  /** Job, request and first event, in one transaction. */
  accept(job: JobRecord, request: JobRequest): Promise<void>;
  get(tenant: TenantKey, id: JobId): Promise<JobRecord | undefined>;
  /**
   * What a job told after the event number `after`, in order and without a gap; the last ones may
   * still be missing. Never more than `limit`.
   */
  listEvents(
    tenant: TenantKey,
    id: JobId,
    page: { after: number; limit: number },
  ): Promise<readonly JobEvent[]>;
  /** What was asked and answered, in order: all claims together, the newest 25. */
  listAttempts(tenant: TenantKey, id: JobId): Promise<readonly TranscriptAttempt[]>;
  /**
   * Takes a job that is queued, or running with an expired lease. Undefined where there is nothing
   * to take: unknown, ended, or held by a live worker.
   */
  claim(
    tenant: TenantKey,
    id: JobId,
    at: { now: Timestamp; leaseUntil: Timestamp },
  ): Promise<{ claim: Claim; job: JobRecord } | undefined>;
  /**
   * What was asked for. Apart from the claim, so that a request that cannot be read leaves a claim
   * that counts, and by which the job can be ended.
   */
  request(claim: Claim): Promise<JobRequest>;
  /** @throws LeaseLost */
  heartbeat(claim: Claim, at: { now: Timestamp; leaseUntil: Timestamp }): Promise<void>;
  /**
   * Stage, attempt, what was spent so far, events and what the transcript keeps, in one transaction.
   * A reply or judgement that is too long is cut. @throws LeaseLost
   */
  advance(
    claim: Claim,
    step: {
      stage: JobStage;
      attempt: number;
      now: Timestamp;
      /** In order, at least one and at most 60. */
      events: readonly JobEventBody[];
      generation?: GenerationReport;
      reply?: AttemptReply;
      judgement?: AttemptJudgement;
    },
  ): Promise<void>;
  /**
   * Ends the job and writes its node, in one transaction: exactly once, however often the message
   * came. @throws LeaseLost
   */
  succeed(
    claim: Claim,
    result: { now: Timestamp; node: NodeWrite; generation: GenerationReport },
  ): Promise<void>;
  /** @throws LeaseLost */
  fail(
    claim: Claim,
    result: { now: Timestamp; error: JobError; generation?: GenerationReport },
  ): Promise<void>;
  /** Gives the job back to be taken again at `dueAt` by way of the sweeper. @throws LeaseLost */
  release(
    claim: Claim,
    at: { now: Timestamp; dueAt: Timestamp; generation?: GenerationReport },
  ): Promise<void>;
  /** Jobs whose `dueAt` has passed, oldest first, at most `limit`. */
  due(now: Timestamp, limit: number): Promise<readonly DueJob[]>;
  /**
   * Moves `dueAt` on, so that one sweep sends a job once, and says when the job was accepted.
   * Undefined where another sweep, or the job's worker, was faster.
   */
  postpone(job: DueJob, dueAt: Timestamp): Promise<Pick<JobRecord, "created_at"> | undefined>;
  /**
   * Ends, as failed, a job that nobody claims, and without a claim. False where it is no longer due
   * at `dueAt`: somebody took it, or it has ended. Its last event is counted and not stored, since
   * that would be a second write: who tells the events tells it from the job itself.
   */
  abandon(job: DueJob, end: { now: Timestamp; error: JobError }): Promise<boolean>;
}
