import { describe, expect, it } from "vitest";
import type { Hash, NodeId } from "#schemas/identifiers.ts";
import type { GenerationMessage } from "#schemas/job.ts";
import { idempotencyClaim } from "#shared/idempotency/idempotency-claim.ts";
import { acceptBatch } from "#shared/jobs/accept-batch.ts";
import { acceptGeneration } from "#shared/jobs/accept-generation.ts";
import { cancelJob } from "#shared/jobs/cancel-job.ts";
import { findAccepted } from "#shared/jobs/find-accepted.ts";
import { awaitResult, generateNode } from "#shared/jobs/generate-node.ts";
import { refineNode } from "#shared/jobs/refine-node.ts";
import { reservationOf, settlementOf } from "#shared/usage/settlement.ts";
import { accepting } from "../../support/jobs/accepting.ts";
import { sampleReport } from "../../support/stores/job-samples.ts";
import { memoryAccount } from "../../support/stores/memory-account.ts";
import { memoryJobStore } from "../../support/stores/memory-job-store.ts";
import { memoryNodeStore } from "../../support/stores/memory-node-store.ts";
import { firstWrite, newNodeId, newTenant } from "../../support/stores/node-samples.ts";

const caller = { tenant: newTenant(), subject: "ada", roles: ["user" as const] };
const request = { request: "Convert CSV text to JSON" };
const claimOf = (key: string, body: unknown = request) =>
  idempotencyClaim({ key, operation: "generate-node", params: undefined, body });

/** Real rules over stores in memory, in the last second but one of a day. */
function setUp(limits: Partial<typeof accepting.limits> = {}) {
  const nodes = memoryNodeStore();
  const account = memoryAccount();
  const jobs = memoryJobStore({ nodes, account });
  const sent: GenerationMessage[] = [];
  const counted: string[] = [];
  return {
    ...accepting,
    nodes,
    jobs,
    account,
    idempotency: account.idempotency,
    sent,
    counted,
    limits: { ...accepting.limits, ...limits },
    queue: {
      send: async (message: GenerationMessage) => {
        sent.push(message);
      },
    },
    clock: { now: () => new Date("2031-02-03T23:59:58.500Z") },
    newId: newNodeId as () => string,
    leaseMs: 50_000,
    providerConfigured: true,
    metrics: {
      count: (name: string, given: object = {}) =>
        counted.push([name, ...Object.values(given)].join(" ")),
      measure: () => {},
    },
    elapsed: () => 0,
    sleep: async () => {},
    onSendFailure: () => {},
    onFault: () => {},
  };
}
type SetUp = ReturnType<typeof setUp>;

/** As a worker would end it: with the node that `write` is. */
async function succeed({ jobs }: SetUp, message: GenerationMessage, of?: NodeId): Promise<NodeId> {
  const { tenant, jobId } = message;
  const at = { now: "2031-02-03T23:59:59.000Z", leaseUntil: "2031-02-04T00:00:59.000Z" };
  const taken = await jobs.claim(tenant, jobId, at);
  if (taken === undefined) throw new Error("not taken");
  const write = firstWrite();
  const id = of ?? taken.job.nodeId;
  const node = { ...write, head: { ...write.head, id } };
  await jobs.succeed(taken.claim, { now: at.now, node, generation: sampleReport });
  return id;
}

describe("what a tenant may have under way", () => {
  it("is refused beyond its places, with when to come again, until one is free", async () => {
    const given = setUp({ mostInFlight: 1 });
    await acceptGeneration({ caller, request }, given);
    await expect(acceptGeneration({ caller, request }, given)).rejects.toMatchObject({
      code: "too_many_generations",
      retryAfterSeconds: 5,
    });
    expect(given.counted).toEqual(["limiter_refusals_total in_flight"]);
    expect(given.sent).toHaveLength(1);
    const id = given.sent[0]?.jobId;
    if (id !== undefined) await cancelJob({ tenant: caller.tenant, id }, given);
    await expect(acceptGeneration({ caller, request }, given)).resolves.toBeDefined();
  });

  it("is refused where others have set the money of the day aside, until one of them ends", async () => {
    const given = setUp({ dayMicroUsd: 1_500_000 });
    await acceptGeneration({ caller, request }, given);
    await expect(acceptGeneration({ caller, request }, given)).rejects.toMatchObject({
      code: "daily_budget_exceeded",
      message: expect.stringMatching(/\$1\.5 a day.*set aside.*wait until one of yours ends/),
      retryAfterSeconds: 5,
    });
    expect(given.counted).toEqual(["limiter_refusals_total budget"]);
  });

  it("is refused where the money of the day is spent, until the next", async () => {
    const given = setUp({ dayMicroUsd: 1_500_000 });
    const { job } = await acceptGeneration({ caller, request }, given);
    const spent = settlementOf(reservationOf(job), "failed", { ...sampleReport, cost_usd: 0.6 });
    given.account.settle(job, spent);
    await expect(acceptGeneration({ caller, request }, given)).rejects.toMatchObject({
      code: "daily_budget_exceeded",
      message: expect.stringMatching(/\$1\.5 a day.*\$0\.6 is spent/),
      retryAfterSeconds: 2,
    });
  });

  it("says which settings leave no room for any", async () => {
    const attempt = acceptGeneration({ caller, request }, setUp({ dayMicroUsd: 999_999 }));
    await expect(attempt).rejects.toMatchObject({
      code: "invalid_request",
      message: expect.stringMatching(/DAILY_BUDGET_USD.*GENERATION_BUDGET_USD/),
    });
  });

  it("is not accepted where the store has a fault", async () => {
    const given = setUp();
    const fault = new Error("throttled");
    given.jobs.accept = () => Promise.reject(fault);
    await expect(acceptGeneration({ caller, request }, given)).rejects.toBe(fault);
    expect(given.sent).toEqual([]);
  });
});

describe("a key", () => {
  const ask = (given: SetUp, changes: { key?: string; body?: Hash; waitMs?: number } = {}) => {
    const idempotency = claimOf(changes.key ?? "k", changes.body);
    return generateNode({ caller, request, idempotency, waitMs: changes.waitMs ?? 0 }, given);
  };

  it("makes one job, whose answer is the same while it runs", async () => {
    const given = setUp({ mostInFlight: 1 });
    const [first, second] = [await ask(given), await ask(given)];
    expect(first).toMatchObject({ kind: "job", replayed: false });
    expect(second).toMatchObject({ kind: "job", replayed: true });
    expect("job" in first && "job" in second && second.job.id === first.job.id).toBe(true);
    expect(given.sent).toHaveLength(1);
    expect(given.counted).toEqual(["idempotency_replays_total"]);
  });

  it("that comes twice at once makes one job", async () => {
    const given = setUp();
    const both = await Promise.all([ask(given), ask(given)]);
    expect(both.map(({ replayed }) => replayed).sort()).toEqual([false, true]);
    expect(given.sent).toHaveLength(1);
  });

  it("is refused with another body, and makes nothing", async () => {
    const given = setUp();
    await ask(given);
    const other = ask(given, { body: "other" as Hash });
    await expect(other).rejects.toMatchObject({ code: "idempotency_key_reused" });
    await expect(ask(given, { key: "another" })).resolves.toMatchObject({ replayed: false });
    expect(given.sent).toHaveLength(2);
  });

  it("answers with the node as it was made, whatever became of it since", async () => {
    const given = setUp();
    await ask(given);
    const id = await succeed(given, given.sent[0] as GenerationMessage);
    const waiting = { waitMs: 1_000 };
    const before = await ask(given, waiting);
    expect(before).toMatchObject({ kind: "node", node: { id, version: 1 }, replayed: true });
    const accepted = await findAccepted({ caller, idempotency: claimOf("k") }, given);
    if (accepted === undefined) throw new Error("the key is not known");
    const first = await awaitResult({ ...accepted, replayed: false }, 1_000, given);
    expect(before).toEqual({ ...first, replayed: true });
    const { tenant, subject: by } = caller;
    await given.nodes.delete(tenant, id, { at: "2031-02-04T00:00:00.000Z", by, purgeDay: "x" });
    expect(await ask(given, waiting)).toEqual(before);
  });

  it("answers again with what the job failed with", async () => {
    const given = setUp();
    await ask(given);
    const { tenant, jobId: id } = given.sent[0] as GenerationMessage;
    await cancelJob({ tenant, id }, given);
    const again = ask(given, { waitMs: 1_000 });
    await expect(again).rejects.toMatchObject({ code: "job_ended", jobId: id, replayed: true });
  });

  it("of a refinement is looked at before the node's version is", async () => {
    const given = setUp();
    const write = firstWrite();
    await given.nodes.write(caller.tenant, write);
    const { id } = write.head;
    const idempotency = claimOf("k");
    const input = { caller, id, feedback: "Accept semicolons", ifMatch: '"v1"', idempotency };
    const first = await refineNode({ ...input, waitMs: 0 }, given);
    const head = { ...write.head, version: 2, version_count: 2 };
    await given.nodes.write(caller.tenant, { ...write, head, previousVersion: 1 });
    const again = await refineNode({ ...input, waitMs: 0 }, given);
    expect(again.replayed).toBe(true);
    expect("job" in first && "job" in again && again.job.id === first.job.id).toBe(true);
    const without = refineNode({ ...input, idempotency: undefined, waitMs: 0 }, given);
    await expect(without).rejects.toMatchObject({ code: "precondition_failed" });
  });
});

describe("the key of a batch", () => {
  const batchOf = (...texts: string[]) => ({
    caller,
    items: texts.map((text) => ({ request: { request: text } })),
    idempotency: claimOf("k", texts),
  });

  it("goes on where the batch was refused", async () => {
    const given = setUp({ mostInFlight: 2 });
    const batch = batchOf("one", "two", "three");
    const first = await acceptBatch(batch, given);
    expect(first).toMatchObject([{ replayed: false }, { replayed: false }, { index: 2 }]);
    expect(first[2]).toMatchObject({ error: { code: "too_many_generations" } });
    await succeed(given, given.sent[0] as GenerationMessage);
    const second = await acceptBatch(batch, given);
    expect(second).toMatchObject([{ replayed: true }, { replayed: true }, { replayed: false }]);
    expect(given.sent).toHaveLength(3);
  });

  it("is refused as a whole for another batch, also for places that it left free", async () => {
    const given = setUp();
    await acceptBatch(batchOf("one", "two"), given);
    for (const other of [batchOf("one"), batchOf("one", "two", "three")]) {
      await expect(acceptBatch(other, given)).rejects.toMatchObject({
        code: "idempotency_key_reused",
      });
    }
    expect(given.sent).toHaveLength(2);
  });
});

describe("cancelJob", () => {
  it("ends a job once, however often it is asked", async () => {
    const given = setUp();
    const { job } = await acceptGeneration({ caller, request }, given);
    const { tenant, id } = job;
    expect(await cancelJob({ tenant, id }, given)).toMatchObject({ status: "cancelled" });
    expect(await cancelJob({ tenant, id }, given)).toMatchObject({ id, status: "cancelled" });
    expect(given.counted).toEqual(["node_generation_total none cancelled"]);
    const stranger = cancelJob({ tenant: newTenant(), id }, given);
    await expect(stranger).rejects.toMatchObject({ code: "not_found" });
  });

  it("tells how one that ended by itself did", async () => {
    const given = setUp();
    await acceptGeneration({ caller, request }, given);
    const message = given.sent[0] as GenerationMessage;
    await succeed(given, message);
    const { tenant, jobId: id } = message;
    await expect(cancelJob({ tenant, id }, given)).rejects.toMatchObject({
      code: "job_ended",
      message: expect.stringContaining("succeeded already"),
      jobId: id,
    });
    expect(given.counted).toEqual([]);
  });
});
