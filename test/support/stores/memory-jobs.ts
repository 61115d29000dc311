import type { GenerationReport, JobRequest } from "#schemas/generation.ts";
import type { JobId, TenantKey, Timestamp } from "#schemas/identifiers.ts";
import type { JobEvent, JobEventBody } from "#schemas/job-event.ts";
import { type Claim, type JobRecord, LeaseLost } from "#shared/jobs/job-store.ts";
import {
  type JobOutcome,
  reservationOf,
  settlementOf,
  withUnknownCall,
} from "#shared/usage/settlement.ts";
import type { MemoryAccount } from "./memory-account.ts";
import { type MemoryTranscript, memoryTranscript } from "./memory-transcript.ts";

export interface MemoryJob {
  record: JobRecord;
  readonly request: JobRequest;
  readonly events: JobEvent[];
  readonly transcript: MemoryTranscript;
}

type Lost = "leaseUntil" | "dueAt" | "call";

/** The jobs of a store in memory, and how they change. */
export function memoryJobs(account: MemoryAccount) {
  const jobs = new Map<string, MemoryJob>();
  const find = (tenant: TenantKey, id: JobId) => jobs.get(`${tenant}/${id}`);

  const move = (
    job: MemoryJob,
    now: Timestamp,
    changes: Partial<JobRecord>,
    events: readonly JobEventBody[],
    without: readonly Lost[] = [],
  ) => {
    const seq = job.record.seq + events.length;
    const record: JobRecord = { ...job.record, ...changes, seq, updated_at: now };
    for (const name of without) Reflect.deleteProperty(record, name);
    events.forEach((event, index) => {
      job.events.push({ seq: job.record.seq + 1 + index, at: now, ...event });
    });
    job.record = record;
  };

  return {
    all: (): readonly MemoryJob[] => [...jobs.values()],
    find,
    move,

    add(record: JobRecord, request: JobRequest): void {
      const at = record.created_at;
      const accepted: JobEvent = { seq: record.seq, at, name: "stage", data: { stage: "queued" } };
      const job = { record, request, events: [accepted], transcript: memoryTranscript() };
      jobs.set(`${record.tenant}/${record.id}`, job);
    },

    held({ tenant, jobId, fence }: Claim): MemoryJob {
      const job = find(tenant, jobId);
      if (job?.record.status !== "running" || job.record.fence !== fence) throw new LeaseLost();
      return job;
    },

    hasStatus({ tenant, jobId, fence }: Claim, status: JobRecord["status"]): boolean {
      const record = find(tenant, jobId)?.record;
      return record?.status === status && record.fence === fence;
    },

    /** Its place and money are settled in the same moment. */
    end(
      job: MemoryJob,
      outcome: JobOutcome,
      now: Timestamp,
      event: JobEventBody,
      changes: { generation?: GenerationReport | undefined } & Partial<JobRecord>,
    ): void {
      const { call, generation: before } = job.record;
      const reported = changes.generation ?? before;
      const generation = call ? withUnknownCall(reported, call) : reported;
      const ended = { ...changes, status: outcome, stage: "done" } as const;
      const known = generation === undefined ? ended : { ...ended, generation };
      move(job, now, known, [event], ["leaseUntil", "dueAt", "call"]);
      const reservation = reservationOf(job.record);
      account.settle(job.record, settlementOf(reservation, outcome, generation));
    },
  };
}
