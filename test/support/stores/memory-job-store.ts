import type { JobId, Timestamp } from "#schemas/identifiers.ts";
import type { JobError } from "#schemas/job.ts";
import type { JobEvent, JobEventBody } from "#schemas/job-event.ts";
import { AppError } from "#shared/app-error.ts";
import { hasEnded } from "#shared/jobs/job-status.ts";
import type { JobRecord, JobStore } from "#shared/jobs/job-store.ts";
import type { NodeStore } from "#shared/nodes/node-store.ts";
import { type MemoryAccount, memoryAccount } from "./memory-account.ts";
import { memoryJobs } from "./memory-jobs.ts";

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
  const { all, find, add, held, move, end, hasStatus } = memoryJobs(account);
  const inTurn = oneAfterAnother();

  return {
    events: (id) => all().find(({ record }) => record.id === id)?.events ?? [],
    async accept(record, request, terms) {
      if (find(record.tenant, record.id)) throw new Error(`there is a job ${record.id} already`);
      const outcome = account.take(record, terms);
      if (outcome.accepted) add(record, request);
      return outcome;
    },
    get: async (tenant, id) => find(tenant, id)?.record,
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
    isHeld: async (claim) => hasStatus(claim, "running"),
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
    succeed: (claim, { now, node, generation }) =>
      inTurn(async () => {
        if (hasStatus(claim, "succeeded")) return;
        const job = held(claim);
        if ((await nodes.write(claim.tenant, node)) === "conflict") {
          throw new AppError("conflict", "The node was changed meanwhile.");
        }
        const event = { name: "succeeded", data: { nodeId: node.head.id } } as const;
        end(job, "succeeded", now, event, { generation, version: node.head.version });
      }),
    fail: (claim, { now, error, call, ...spent }) =>
      inTurn(async () => {
        if (hasStatus(claim, "failed")) return;
        const job = held(claim);
        if (call === null) move(job, now, {}, [], ["call"]);
        end(job, "failed", now, failedEvent(error), { error, ...spent });
      }),
    release: (claim, { now, call, ...changes }) =>
      inTurn(async () => {
        const event = { name: "requeued", data: { dueAt: changes.dueAt } } as const;
        const returned = { status: "queued", stage: "queued", ...changes } as const;
        const gone = call === null ? (["leaseUntil", "call"] as const) : (["leaseUntil"] as const);
        move(held(claim), now, returned, [event], gone);
      }),
    async due(now, limit) {
      return all()
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
      const { created_at, requestId } = job.record;
      return { created_at, ...(requestId !== undefined && { requestId }) };
    },
    abandon: ({ tenant, id, dueAt }, { now, error }) =>
      inTurn(async () => {
        const job = find(tenant, id);
        if (job?.record.dueAt !== dueAt) return false;
        end(job, "failed", now, failedEvent(error), { error });
        return true;
      }),
    cancel: ({ tenant, id }, { now }) =>
      inTurn(async () => {
        const job = find(tenant, id);
        if (job === undefined) return undefined;
        if (hasEnded(job.record.status)) return { cancelled: false, job: job.record };
        end(job, "cancelled", now, { name: "cancelled", data: {} }, {});
        return { cancelled: true, job: job.record };
      }),
  };
}

/** What ends a job is not overtaken by another end while the node is being written. */
function oneAfterAnother() {
  let last: Promise<unknown> = Promise.resolve();
  return <Result>(work: () => Promise<Result>): Promise<Result> => {
    const result = last.then(work);
    last = result.catch(() => {});
    return result;
  };
}

const failedEvent = ({ code, detail }: JobError): JobEventBody => ({
  name: "failed",
  data: { code, detail },
});

const isFree = ({ status, leaseUntil }: JobRecord, now: Timestamp): boolean =>
  status === "queued" || (status === "running" && leaseUntil !== undefined && leaseUntil < now);
