import { describe, expect, it } from "vitest";
import type { JobRequest } from "#schemas/generation.ts";
import { mostVersions } from "#schemas/identifiers.ts";
import type { JobRecord } from "#shared/jobs/job-store.ts";
import { refineNode } from "#shared/jobs/refine-node.ts";
import { accepting, noKeys } from "../../support/jobs/accepting.ts";
import { sampleReport } from "../../support/stores/job-samples.ts";
import { memoryNodeStore } from "../../support/stores/memory-node-store.ts";
import { firstWrite, newNodeId, newTenant } from "../../support/stores/node-samples.ts";

const caller = { tenant: newTenant(), subject: "ada", roles: ["user" as const] };

/** A stored node, and services whose job ends in `state` at the first poll. */
async function setUp(
  state: Partial<JobRecord> = { status: "succeeded", generation: sampleReport },
) {
  const nodes = memoryNodeStore();
  const write = firstWrite();
  await nodes.write(caller.tenant, write);
  const accepted: { job: JobRecord; request: JobRequest }[] = [];
  const services = {
    nodes,
    jobs: {
      accept: async (job: JobRecord, request: JobRequest) => {
        accepted.push({ job, request });
        return { accepted: true as const };
      },
      get: async () => accepted[0] && { ...accepted[0].job, ...state },
    },
    queue: { send: async () => {} },
    clock: { now: () => new Date("2031-02-03T04:05:06.789Z") },
    newId: newNodeId as () => string,
    leaseMs: 50_000,
    ...accepting,
    idempotency: noKeys,
    providerConfigured: true,
    onSendFailure: () => {},
    elapsed: () => 0,
    sleep: async () => {},
  };
  const input = { caller, id: write.head.id, feedback: "Accept semicolons", waitMs: 25_000 };
  return { services, input, accepted, write };
}

describe("refineNode", () => {
  it("accepts a job for the node and the version the feedback is on", async () => {
    const { services, input, accepted, write } = await setUp();
    const context = { examples: [{ inputs: { a: 1 }, output: 2 }] };
    const result = await refineNode({ ...input, context, ifMatch: '"v1"' }, services);
    expect(accepted).toMatchObject([
      {
        job: { nodeId: write.head.id, tenant: caller.tenant, status: "queued" },
        request: { request: "Accept semicolons", context, refines: 1 },
      },
    ]);
    expect(accepted[0]?.job.id).not.toBe(write.head.id);
    expect(result).toMatchObject({
      kind: "node",
      node: { id: write.head.id },
      generation: sampleReport,
    });
  });

  it("does not wait where the caller would rather not", async () => {
    const { services, input } = await setUp();
    const result = await refineNode({ ...input, waitMs: 0 }, services);
    expect(result).toMatchObject({ kind: "job", job: { status: "queued" } });
  });

  it("refuses what cannot be changed, and accepts no job", async () => {
    const { services, input, accepted, write } = await setUp();
    const stranger = { ...caller, tenant: newTenant() };
    const codeOf = (changes: Partial<Parameters<typeof refineNode>[0]>) =>
      refineNode({ ...input, ...changes }, services).catch((error) => error.code);
    expect(await codeOf({ id: newNodeId() })).toBe("not_found");
    expect(await codeOf({ caller: stranger })).toBe("not_found");
    expect(await codeOf({ ifMatch: '"v2"' })).toBe("precondition_failed");
    const full = { ...write.head, version: mostVersions };
    const nodes = { ...services.nodes, get: async () => ({ head: full, content: write.content }) };
    await expect(refineNode(input, { ...services, nodes })).rejects.toMatchObject({
      code: "version_limit",
    });
    const deleted = { ...write.head, is_active: false };
    const gone = { ...nodes, get: async () => ({ head: deleted, content: write.content }) };
    await expect(refineNode(input, { ...services, nodes: gone })).rejects.toMatchObject({
      code: "node_deleted",
    });
    expect(accepted).toEqual([]);
  });

  it("tells a change that came first as the caller asked: by its version, or not", async () => {
    const error = { code: "conflict", detail: "The node has version 2 by now." } as const;
    const { services, input, accepted } = await setUp({ status: "failed", error });
    await expect(refineNode(input, services)).rejects.toMatchObject({ code: "conflict" });
    const named = refineNode({ ...input, ifMatch: '"v1"' }, services);
    await expect(named).rejects.toMatchObject({
      code: "precondition_failed",
      message: error.detail,
      jobId: accepted[0]?.job.id,
    });
  });
});
