import type { GenerationReport, JobRequest } from "#schemas/generation.ts";
import type { JobId, TenantKey, Timestamp } from "#schemas/identifiers.ts";
import type { JobError } from "#schemas/job.ts";
import type { JobEvent, JobEventBody } from "#schemas/job-event.ts";
import type { JobStage } from "#schemas/job-stage.ts";
import type { AttemptJudgement, AttemptReply, TranscriptAttempt } from "#schemas/transcript.ts";
import type { NodeWrite } from "../nodes/node-store.ts";
import type { AcceptOutcome, AcceptTerms } from "./accept-terms.ts";
import type { JobRecord, ProviderCall } from "./job-record.ts";

export type { JobRecord, ProviderCall, Reservation } from "./job-record.ts";

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

/** What a cancellation did: ended the job, or found that it had ended, and how. */
export interface CancelOutcome {
  readonly cancelled: boolean;
  readonly job: JobRecord;
}

/** A job whose time to be looked at again has come, as the list of such jobs shows it. */
export interface DueJob {
  readonly tenant: TenantKey;
  readonly id: JobId;
  readonly dueAt: Timestamp;
}

export interface JobStore {
  /**
   * Job, request, first event, its place among those in flight, its reservation and the caller's
   * key, in one transaction, which holds only on these terms.
   */
  accept(job: JobRecord, request: JobRequest, terms: AcceptTerms): Promise<AcceptOutcome>;
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
  /** The whole replies of this job, oldest first, one an attempt. One over 350 KB is not kept. */
  replies(claim: Claim): Promise<readonly AttemptReply[]>;
  /**
   * Whether the claim still counts; cheap, and a little behind at times, so that a renewal has the
   * last word.
   */
  isHeld(claim: Claim): Promise<boolean>;
  /** Counts a call that another claim left without an answer: `generation` has it. @throws LeaseLost */
  bookCall(claim: Claim, at: { now: Timestamp; generation: GenerationReport }): Promise<void>;
  /** @throws LeaseLost */
  heartbeat(claim: Claim, at: { now: Timestamp; leaseUntil: Timestamp }): Promise<void>;
  /**
   * Stage, attempt, what was spent so far, events and what the transcript keeps, in one transaction.
   * A reply or judgement that is too long is cut there; the whole reply is kept beside it. `call` is
   * set when the provider is asked, and null with its answer. @throws LeaseLost
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
      call?: ProviderCall | null;
      reply?: AttemptReply;
      judgement?: AttemptJudgement;
    },
  ): Promise<void>;
  /**
   * Ends the job and writes its node, in one transaction: exactly once, however often the message
   * came. As every end does, it gives the job's place and reservation back, enters what it took, and
   * counts a call without an answer at its most. @throws LeaseLost
   */
  succeed(
    claim: Claim,
    result: { now: Timestamp; node: NodeWrite; generation: GenerationReport },
  ): Promise<void>;
  /** With `call` null where the call under way was refused and cost nothing. @throws LeaseLost */
  fail(
    claim: Claim,
    result: { now: Timestamp; error: JobError; generation?: GenerationReport; call?: null },
  ): Promise<void>;
  /** Gives the job back to be taken again at `dueAt` by way of the sweeper. @throws LeaseLost */
  release(
    claim: Claim,
    at: { now: Timestamp; dueAt: Timestamp; generation?: GenerationReport; call?: null },
  ): Promise<void>;
  /** Jobs whose `dueAt` has passed, oldest first, at most `limit`. */
  due(now: Timestamp, limit: number): Promise<readonly DueJob[]>;
  /**
   * Moves `dueAt` on, so that one sweep sends a job once, and says when and by which request the job
   * was made. Undefined where another sweep, or the job's worker, was faster.
   */
  postpone(
    job: DueJob,
    dueAt: Timestamp,
  ): Promise<Pick<JobRecord, "created_at" | "requestId"> | undefined>;
  /**
   * Ends, as failed, a job that nobody claims, and without a claim. False where it is no longer due
   * at `dueAt`: somebody took it, or it has ended.
   */
  abandon(job: DueJob, end: { now: Timestamp; error: JobError }): Promise<boolean>;
  /** Ends a job that waits or runs, whoever has it; that one's next write is refused. */
  cancel(
    job: { tenant: TenantKey; id: JobId },
    at: { now: Timestamp },
  ): Promise<CancelOutcome | undefined>;
}
