import type { JobRequest } from "#schemas/generation.ts";
import type { JobId, TenantKey, Timestamp } from "#schemas/identifiers.ts";
import type { JobEvent, JobEventBody } from "#schemas/job-event.ts";
import type { AttemptJudgement, AttemptReply } from "#schemas/transcript.ts";
import { AppError } from "#shared/app-error.ts";
import { boundedJudgement, boundedReply } from "#shared/jobs/bound-transcript.ts";
import { type Claim, type JobRecord, type JobStore, LeaseLost } from "#shared/jobs/job-store.ts";
import type { NodeStore } from "#shared/nodes/node-store.ts";

interface MemoryJob {
  record: JobRecord;
  readonly request: JobRequest;
  readonly events: JobEvent[];
  readonly replies: { readonly fence: number; readonly reply: AttemptReply }[];
  readonly judgements: { readonly fence: number; readonly judgement: AttemptJudgement }[];
}

export interface MemoryJobStore extends JobStore {
  /** What a job told so far, in order. */
  events(id: JobId): readonly JobEvent[];
}

/** A JobStore in memory, for tests. What succeeds is written to `nodes`. Nothing expires. */
export function memoryJobStore({ nodes }: { nodes: Pick<NodeStore, "write"> }): MemoryJobStore {
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
    without: readonly ("leaseUntil" | "dueAt")[] = [],
  ) => {
    const seq = job.record.seq + events.length;
    const record: JobRecord = { ...job.record, ...changes, seq, updated_at: now };
    for (const name of without) Reflect.deleteProperty(record, name);
    events.forEach((event, index) => {
      job.events.push({ seq: job.record.seq + 1 + index, at: now, ...event });
    });
    job.record = record;
  };

  const endedBy = ({ tenant, jobId, fence }: Claim, status: JobRecord["status"]) => {
    const record = find(tenant, jobId)?.record;
    return record?.status === status && record.fence === fence;
  };

  return {
    events: (id) => [...jobs.values()].find(({ record }) => record.id === id)?.events ?? [],
    async accept(record, request) {
      if (find(record.tenant, record.id)) throw new Error(`there is a job ${record.id} already`);
      const at = record.created_at;
      const accepted: JobEvent = { seq: record.seq, at, name: "stage", data: { stage: "queued" } };
      jobs.set(keyOf(record.tenant, record.id), {
        record,
        request,
        events: [accepted],
        replies: [],
        judgements: [],
      });
    },
    async get(tenant, id) {
      return find(tenant, id)?.record;
    },
    async listEvents(tenant, id, { after, limit }) {
      const events = find(tenant, id)?.events ?? [];
      return events.filter(({ seq }) => seq > after).slice(0, limit);
    },
    async listAttempts(tenant, id) {
      const { replies = [], judgements = [] } = find(tenant, id) ?? {};
      return replies.slice(-25).map(({ fence, reply }) => {
        const judged = judgements.find(
          (one) => one.fence === fence && one.judgement.attempt === reply.attempt,
        );
        if (judged === undefined) return reply;
        const { attempt: _, ...judgement } = judged.judgement;
        return { ...reply, judgement };
      });
    },
    async claim(tenant, id, { now, leaseUntil }) {
      const job = find(tenant, id);
      if (!job || !isFree(job.record, now)) return undefined;
      const fence = job.record.fence + 1;
      const lease = { leaseUntil, dueAt: leaseUntil };
      job.record = { ...job.record, ...lease, status: "running", fence, updated_at: now };
      return { claim: { tenant, jobId: id, fence }, job: job.record };
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
    async advance(claim, { now, events, reply, judgement, ...changes }) {
      const job = held(claim);
      const { fence } = claim;
      move(job, now, changes, events);
      if (reply) job.replies.push({ fence, reply: boundedReply(reply) });
      if (judgement) job.judgements.push({ fence, judgement: boundedJudgement(judgement) });
    },
    async succeed(claim, { now, node, generation }) {
      if (endedBy(claim, "succeeded")) return;
      const job = held(claim);
      if ((await nodes.write(claim.tenant, node)) === "conflict") {
        // The same claim's other call may have been faster: there is one node then, as there must.
        if (endedBy(claim, "succeeded")) return;
        throw new AppError("conflict", "The node was changed meanwhile.");
      }
      const event = { name: "succeeded", data: { nodeId: node.head.id } } as const;
      const changes = { status: "succeeded", stage: "done", generation } as const;
      move(job, now, changes, [event], ["leaseUntil", "dueAt"]);
    },
    async fail(claim, { now, error, generation }) {
      if (endedBy(claim, "failed")) return;
      const ended = { status: "failed", stage: "done", error } as const;
      const event = { name: "failed", data: { code: error.code, detail: error.detail } } as const;
      const changes = generation === undefined ? ended : { ...ended, generation };
      move(held(claim), now, changes, [event], ["leaseUntil", "dueAt"]);
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
      const { leaseUntil: _, dueAt: __, ...rest } = job.record;
      const seq = rest.seq + 1;
      job.record = { ...rest, seq, status: "failed", stage: "done", error, updated_at: now };
      return true;
    },
  };
}

const isFree = ({ status, leaseUntil }: JobRecord, now: Timestamp): boolean =>
  status === "queued" || (status === "running" && leaseUntil !== undefined && leaseUntil < now);
