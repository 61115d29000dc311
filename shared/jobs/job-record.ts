import type { GenerationReport } from "#schemas/generation.ts";
import type { JobId, NodeId, TenantKey, Timestamp, VersionNumber } from "#schemas/identifiers.ts";
import type { JobError, JobStatus } from "#schemas/job.ts";
import type { JobStage } from "#schemas/job-stage.ts";
import type { Day } from "../day.ts";

/** Money is counted in whole millionths of a US dollar. */
export interface Reservation {
  /** The day whose budget it was taken from, and that the job is counted on. */
  readonly day: Day;
  readonly microUsd: number;
}

/** A call to a provider that was made and not answered yet, with the most that it can take. */
export interface ProviderCall {
  readonly attempt: number;
  readonly provider: string;
  readonly model: string;
  readonly tokens: { readonly input: number; readonly output: number };
  /** Null where the model's price is not known. */
  readonly microUsd: number | null;
}

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
  /** 32 random bytes as base64url, from which the tickets of its events are made; never shown. */
  readonly ticketKey: string;
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
  /** Set aside when it was accepted, settled when it ends. */
  readonly reserved?: Reservation;
  /** There only between a question to the provider and its answer. */
  readonly call?: ProviderCall;
  /** What it took so far, all claims together. */
  readonly generation?: GenerationReport;
  /** Of the node that it made. */
  readonly version?: VersionNumber;
  readonly error?: JobError;
  /** Of the request that made it. */
  readonly requestId?: string;
  readonly created_at: Timestamp;
  readonly updated_at: Timestamp;
}
