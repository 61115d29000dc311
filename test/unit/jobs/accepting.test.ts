import { describe, expect, it } from "vitest";
import { type GenerationMessage, Job } from "#schemas/job.ts";
import { acceptGeneration } from "#shared/jobs/accept-generation.ts";
import { awaitJob } from "#shared/jobs/await-job.ts";
import { generateNode } from "#shared/jobs/generate-node.ts";
import { getJob } from "#shared/jobs/get-job.ts";
import type { JobRecord } from "#shared/jobs/job-store.ts";
import { presentJob } from "#shared/jobs/present-job.ts";
import { newConfigId, sampleConfig, storeConfigs } from "../../support/config/config-samples.ts";
import { accepting, noKeys } from "../../support/jobs/accepting.ts";
import { memoryConfigStore } from "../../support/stores/memory-config-store.ts";
import { memoryNodeStore } from "../../support/stores/memory-node-store.ts";
import { firstWrite, newNodeId, newTenant } from "../../support/stores/node-samples.ts";

const now = new Date("2031-02-03T04:05:06.789Z");
const caller = { tenant: newTenant(), subject: "ada", roles: ["user" as const] };
const request = { request: "Convert CSV text to JSON" };

/** Services whose job goes through `states`, one poll each, the last for ever. */
function services(...states: Partial<JobRecord>[]) {
  const log: string[] = [];
  const sent: GenerationMessage[] = [];
  let stored: JobRecord | undefined;
  let elapsedMs = 0;
  const jobs = {
    accept: async (job: JobRecord) => {
      log.push("stored");
      stored = job;
      return { accepted: true as const };
    },
    get: async (): Promise<JobRecord | undefined> => {
      if (stored === undefined) return undefined;
      const state = states.length > 1 ? states.shift() : states[0];
      return { ...stored, ...state };
    },
  };
  return {
    log,
    sent,
    jobs,
    nodes: memoryNodeStore(),
    queue: {
      send: async (message: GenerationMessage) => {
        log.push("sent");
        sent.push(message);
      },
    },
    clock: { now: () => now },
    newId: newNodeId as () => string,
    ...accepting,
    idempotency: noKeys,
    providerConfigured: true,
    onSendFailure: () => log.push("send failed"),
    elapsed: () => elapsedMs,
    sleep: async (milliseconds: number) => {
      elapsedMs += milliseconds;
    },
    leaseMs: 50_000,
    waitMs: 25_000,
    slept: () => elapsedMs,
  };
}

describe("acceptGeneration", () => {
  it("stores the job before it announces it, and announces ids only", async () => {
    const given = services({});
    const { job } = await acceptGeneration({ caller, request }, given);
    expect(given.log).toEqual(["stored", "sent"]);
    expect(given.sent).toEqual([{ schemaVersion: 1, tenant: caller.tenant, jobId: job.id }]);
    expect(job.id).not.toBe(job.nodeId);
    expect(Date.parse(job.dueAt ?? "")).toBe(now.getTime() + given.leaseMs);
  });

  it("stands when the message cannot be sent: the sweeper sends it", async () => {
    const given = services({});
    given.queue.send = async () => {
      throw new Error("throttled");
    };
    await expect(acceptGeneration({ caller, request }, given)).resolves.toMatchObject({
      job: { status: "queued" },
      replayed: false,
    });
    expect(given.log).toEqual(["stored", "send failed"]);
  });

  it("refuses where no model is configured, and stores nothing", async () => {
    const given = { ...services({}), providerConfigured: false };
    const attempt = acceptGeneration({ caller, request }, given);
    await expect(attempt).rejects.toMatchObject({ code: "llm_not_configured" });
    expect(given.log).toEqual([]);
  });

  it("takes it where the tenant has configured one, for one read", async () => {
    const configs = memoryConfigStore();
    await storeConfigs(configs, caller.tenant, [sampleConfig()]);
    const given = { ...services({}), providerConfigured: false, configs };
    await acceptGeneration({ caller, request }, given);
    expect(given.log).toEqual(["stored", "sent"]);
  });

  it("reads no configuration where the settings name a provider, unless the request names one", async () => {
    const reads: unknown[] = [];
    const read = async (owners: unknown) => {
      reads.push(owners);
      return new Map();
    };
    const given = { ...services({}), configs: { read } };
    await acceptGeneration({ caller, request }, given);
    expect(reads).toEqual([]);
    const asking = { ...request, context: { llmConfigId: newConfigId() } };
    await expect(acceptGeneration({ caller, request: asking }, given)).rejects.toMatchObject({
      code: "invalid_request",
      errors: [expect.objectContaining({ path: "body.context.llmConfigId" })],
    });
    expect(reads).toHaveLength(1);
    expect(given.log).toEqual(["stored", "sent"]);
  });

  it("refuses what the model's window cannot hold, and stores nothing", async () => {
    const given = { ...services({}), windowTokens: 4_096 };
    const tests = [{ name: "mine", inputs: { text: "a b ".repeat(5_000) }, expected: {} }];
    const attempt = acceptGeneration(
      { caller, request: { ...request, context: { tests } } },
      given,
    );
    await expect(attempt).rejects.toMatchObject({ code: "payload_too_large" });
    expect(given.log).toEqual([]);
    await expect(acceptGeneration({ caller, request }, given)).resolves.toBeDefined();
  });
});

const generation = {
  model_used: "m",
  tokens_used: 5,
  generation_time_ms: 10,
  cost_usd: null,
  attempts: 1,
};

describe("generateNode", () => {
  it("answers with the node when the job succeeds in time", async () => {
    const write = firstWrite();
    const given = services(
      { status: "running" },
      { status: "succeeded", nodeId: write.head.id, generation },
    );
    await given.nodes.write(caller.tenant, write);
    const result = await generateNode({ caller, request, waitMs: 25_000 }, given);
    expect(result).toMatchObject({ kind: "node", node: { id: write.head.id }, generation });
  });

  it("does not wait where the caller would rather not", async () => {
    const given = services({ status: "running" });
    const result = await generateNode({ caller, request, waitMs: 0 }, given);
    expect(result).toMatchObject({ kind: "job", job: { status: "queued" } });
    expect(given.slept()).toBe(0);
  });

  it("throws what the job failed with", async () => {
    const errors = [{ path: "tests.a", code: "test-failed", message: "no" }];
    const error = {
      code: "provider_overloaded" as const,
      detail: "No.",
      errors,
      retryAfterSeconds: 7,
    };
    const given = services({ status: "failed", error });
    const attempt = generateNode({ caller, request, waitMs: 25_000 }, given);
    const { detail: message, ...rest } = error;
    const thrown: unknown = await attempt.catch((one: unknown) => one);
    expect(thrown).toMatchObject({ message, ...rest, jobId: given.sent[0]?.jobId });
    expect(given.sent).toHaveLength(1);
  });

  it("says so where it was cancelled", async () => {
    const given = services({ status: "cancelled" });
    const attempt = generateNode({ caller, request, waitMs: 25_000 }, given);
    await expect(attempt).rejects.toMatchObject({ code: "job_ended", jobId: expect.any(String) });
  });

  it("throws a fault of ours for an end without a reason", async () => {
    const given = services({ status: "failed" });
    const attempt = generateNode({ caller, request, waitMs: 25_000 }, given);
    await expect(attempt).rejects.toMatchObject({
      code: "internal",
      jobId: expect.any(String),
    });
  });
});

describe("awaitJob", () => {
  const wait = async (given: ReturnType<typeof services>) => {
    const {
      job: { id },
    } = await acceptGeneration({ caller, request }, given);
    return awaitJob({ tenant: caller.tenant, id, waitMs: given.waitMs }, given);
  };

  it("gives up after 3 s on a job that no worker took", async () => {
    const given = services({ status: "queued" });
    expect((await wait(given)).status).toBe("queued");
    expect(given.slept()).toBeGreaterThanOrEqual(3_000);
    expect(given.slept()).toBeLessThan(4_500);
  });

  it("never waits past its time on one that runs", async () => {
    const given = services({ status: "running" });
    expect((await wait(given)).status).toBe("running");
    expect(given.slept()).toBeGreaterThan(23_000);
    expect(given.slept()).toBeLessThanOrEqual(25_000);
  });

  it("says so when the job is gone", async () => {
    const given = services({});
    given.jobs.get = async () => undefined;
    await expect(wait(given)).rejects.toMatchObject({ code: "not_found" });
  });
});

describe("getJob", () => {
  it("reads a job, which is shown without what is internal", async () => {
    const given = services({ status: "succeeded", generation, fence: 3 });
    const {
      job: { id },
    } = await acceptGeneration({ caller, request }, given);
    const record = await getJob({ tenant: caller.tenant, id }, given);
    const job = presentJob(record, { basePath: "/dev", now: new Date() });
    expect(Job.parse(job)).toMatchObject({ id, status: "succeeded", generation });
    for (const name of ["fence", "ticketKey", "tenant"]) expect(job).not.toHaveProperty(name);
    expect(job.eventsUrl).toMatch(new RegExp(`^/dev/api/jobs/${id}/live\\?ticket=[\\w-]+$`));
    given.jobs.get = async () => undefined;
    await expect(getJob({ tenant: caller.tenant, id }, given)).rejects.toMatchObject({
      code: "not_found",
    });
  });
});
