import type { GenerationReport, JobRequest } from "#schemas/generation.ts";
import type { JobId, TenantKey, Timestamp } from "#schemas/identifiers.ts";
import type { JobError } from "#schemas/job.ts";
import type { JobEvent, JobEventBody } from "#schemas/job-event.ts";
import { AppError } from "#shared/app-error.ts";
import { hasEnded } from "#shared/jobs/job-status.ts";
import { type Claim, type JobRecord, type JobStore, LeaseLost } from "#shared/jobs/job-store.ts";
import type { NodeStore } from "#shared/nodes/node-store.ts";
import {
  type JobOutcome,
  reservationOf,
  settlementOf,
  withUnknownCall,
} from "#shared/usage/settlement.ts";
import { type MemoryAccount, memoryAccount } from "./memory-account.ts";
import { type MemoryTranscript, memoryTranscript } from "./memory-transcript.ts";

interface MemoryJob {
  record: JobRecord;
  readonly request: JobRequest;
  readonly events: JobEvent[];
  readonly transcript: MemoryTranscript;
}

export interface MemoryJobStore extends JobStore {
  /** What a job told so far, in order. */
  events(id: JobId): readonly JobEvent[];
}

/** A JobStore in memory, for tests. What succeeds is written to `nodes`. No job expires. */
export function memoryJobStore({
  nodes,
  account = memoryAccount(),
}: {
  nodes: Pick<NodeStore, "write">;
  account?: MemoryAccount;
}): MemoryJobStore {
  const jobs = new Map<string, MemoryJob>();
  const keyOf = (tenant: TenantKey, id: JobId) => `${tenant}/${id}`;
  const find = (tenant: TenantKey, id: JobId) => jobs.get(keyOf(tenant, id));

  const held = ({ tenant, jobId, fence }: Claim): MemoryJob => {
    const job = find(tenant, jobId);
    if (job?.record.status !== "running" || job.record.fence !== fence) throw new LeaseLost();
    return job;
  };

  const move = (
    job: MemoryJob,
    now: Timestamp,
    changes: Partial<JobRecord>,
    events: readonly JobEventBody[],
    without: readonly ("leaseUntil" | "dueAt" | "call")[] = [],
  ) => {
    const seq = job.record.seq + events.length;
    const record: JobRecord = { ...job.record, ...changes, seq, updated_at: now };
    for (const name of without) Reflect.deleteProperty(record, name);
    events.forEach((event, index) => {
      job.events.push({ seq: job.record.seq + 1 + index, at: now, ...event });
    });
    job.record = record;
  };

  /** Ends a job: its place and money are settled in the same moment. */
  const end = (
    job: MemoryJob,
    outcome: JobOutcome,
    now: Timestamp,
    event: JobEventBody,
    changes: { generation?: GenerationReport | undefined } & Partial<JobRecord>,
  ) => {
    const { call, generation: before } = job.record;
    const reported = changes.generation ?? before;
    const generation = call ? withUnknownCall(reported, call) : reported;
    const ended = { ...changes, status: outcome, stage: "done" } as const;
    const known = generation === undefined ? ended : { ...ended, generation };
    move(job, now, known, [event], ["leaseUntil", "dueAt", "call"]);
    const reservation = reservationOf(job.record);
    account.settle(job.record, settlementOf(reservation, outcome, generation));
  };

  const endedBy = ({ tenant, jobId, fence }: Claim, status: JobRecord["status"]) => {
    const record = find(tenant, jobId)?.record;
    return record?.status === status && record.fence === fence;
  };

  return {
    events: (id) => [...jobs.values()].find(({ record }) => record.id === id)?.events ?? [],
    async accept(record, request, terms) {
      if (find(record.tenant, record.id)) throw new Error(`there is a job ${record.id} already`);
      const outcome = account.take(record, terms);
      if (!outcome.accepted) return outcome;
      const at = record.created_at;
      const accepted: JobEvent = { seq: record.seq, at, name: "stage", data: { stage: "queued" } };
      const transcript = memoryTranscript();
      jobs.set(keyOf(record.tenant, record.id), {
        record,
        request,
        events: [accepted],
        transcript,
      });
      return outcome;
    },
    async get(tenant, id) {
      return find(tenant, id)?.record;
    },
    async listEvents(tenant, id, { after, limit }) {
      const events = find(tenant, id)?.events ?? [];
      return events.filter(({ seq }) => seq > after).slice(0, limit);
    },
    listAttempts: async (tenant, id) => find(tenant, id)?.transcript.attempts() ?? [],
    replies: async ({ tenant, jobId }) => find(tenant, jobId)?.transcript.replies() ?? [],
    async claim(tenant, id, { now, leaseUntil }) {
      const job = find(tenant, id);
      if (!job || !isFree(job.record, now)) return undefined;
      const fence = job.record.fence + 1;
      const lease = { leaseUntil, dueAt: leaseUntil };
      job.record = { ...job.record, ...lease, status: "running", fence, updated_at: now };
      return { claim: { tenant, jobId: id, fence }, job: job.record };
    },
    async isHeld({ tenant, jobId, fence }) {
      const record = find(tenant, jobId)?.record;
      return record?.status === "running" && record.fence === fence;
    },
    async request({ tenant, jobId }) {
      const job = find(tenant, jobId);
      if (job === undefined) throw new Error(`there is no job ${jobId}`);
      return job.request;
    },
    async heartbeat(claim, { now, leaseUntil }) {
      const job = held(claim);
      job.record = { ...job.record, leaseUntil, dueAt: leaseUntil, updated_at: now };
    },
    async bookCall(claim, { now, generation }) {
      move(held(claim), now, { generation }, [], ["call"]);
    },
    async advance(claim, { now, events, reply, judgement, call, ...changes }) {
      const job = held(claim);
      const asked = call ? { ...changes, call } : changes;
      move(job, now, asked, events, call === null ? ["call"] : []);
      job.transcript.keep({ reply, judgement });
    },
    async succeed(claim, { now, node, generation }) {
      if (endedBy(claim, "succeeded")) return;
      held(claim);
      if ((await nodes.write(claim.tenant, node)) === "conflict") {
        // The same claim's other call may have been faster: there is one node then, as there must.
        if (endedBy(claim, "succeeded")) return;
        throw new AppError("conflict", "The node was changed meanwhile.");
      }
      const event = { name: "succeeded", data: { nodeId: node.head.id } } as const;
      end(held(claim), "succeeded", now, event, { generation, version: node.head.version });
    },
    async fail(claim, { now, error, ...spent }) {
      if (endedBy(claim, "failed")) return;
      end(held(claim), "failed", now, failedEvent(error), { error, ...spent });
    },
    async release(claim, { now, ...changes }) {
      const event = { name: "requeued", data: { dueAt: changes.dueAt } } as const;
      const returned = { status: "queued", stage: "queued", ...changes } as const;
      move(held(claim), now, returned, [event], ["leaseUntil"]);
    },
    async due(now, limit) {
      return [...jobs.values()]
        .flatMap(({ record: { tenant, id, dueAt } }) =>
          dueAt !== undefined && dueAt <= now ? [{ tenant, id, dueAt }] : [],
        )
        .sort((a, b) => (a.dueAt < b.dueAt ? -1 : 1))
        .slice(0, limit);
    },
    async postpone({ tenant, id, dueAt }, next) {
      const job = find(tenant, id);
      if (job?.record.dueAt !== dueAt) return undefined;
      job.record = { ...job.record, dueAt: next };
      return { created_at: job.record.created_at };
    },
    async abandon({ tenant, id, dueAt }, { now, error }) {
      const job = find(tenant, id);
      if (job?.record.dueAt !== dueAt) return false;
      end(job, "failed", now, failedEvent(error), { error });
      return true;
    },
    async cancel({ tenant, id }, { now }) {
      const job = find(tenant, id);
      if (job === undefined) return undefined;
      if (hasEnded(job.record.status)) return { cancelled: false, job: job.record };
      end(job, "cancelled", now, { name: "cancelled", data: {} }, {});
      return { cancelled: true, job: job.record };
    },
  };
}

const failedEvent = ({ code, detail }: JobError): JobEventBody => ({
  name: "failed",
  data: { code, detail },
});

const isFree = ({ status, leaseUntil }: JobRecord, now: Timestamp): boolean =>
  status === "queued" || (status === "running" && leaseUntil !== undefined && leaseUntil < now);
