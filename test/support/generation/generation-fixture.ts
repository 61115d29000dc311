import { beforeEach } from "vitest";
import type { JobRequest } from "#schemas/generation.ts";
import type { GenerationMessage } from "#schemas/job.ts";
import { tokenCalibration } from "#shared/generation/context/token-calibration.ts";
import type { GenerationServices } from "#shared/generation/generation-services.ts";
import type { GenerationSummary } from "#shared/generation/generation-summary.ts";
import { runGeneration } from "#shared/generation/run-generation.ts";
import { acceptGeneration } from "#shared/jobs/accept-generation.ts";
import type { Provider } from "#shared/providers/provider.ts";
import type { Sandbox } from "#shared/proving/sandbox.ts";
import { accepting } from "../jobs/accepting.ts";
import { compileShippedLibrary } from "../patterns/library.ts";
import { memoryJobStore } from "../stores/memory-job-store.ts";
import { memoryNodeStore } from "../stores/memory-node-store.ts";
import { newNodeId, newTenant } from "../stores/node-samples.ts";

export const caller = { tenant: newTenant(), subject: "ada", roles: ["user" as const] };
export const sentence = { request: "Convert degrees Celsius to Fahrenheit" };

function newWorld() {
  const nodes = memoryNodeStore();
  return {
    nodes,
    jobs: memoryJobStore({ nodes }),
    nowMs: Date.parse("2031-02-03T04:05:06.000Z"),
    /** What was told of faults, and how long was waited, in order. */
    faults: [] as unknown[],
    slept: [] as number[],
    summaries: [] as GenerationSummary[],
  };
}

/** Jobs in memory, each test with its own, run over the real checks and the given sandbox. */
export function generationFixture(sandbox: Sandbox) {
  const library = compileShippedLibrary();
  const world = newWorld();
  beforeEach(() => {
    Object.assign(world, newWorld());
  });
  const clock = { now: () => new Date(world.nowMs) };

  const services = async (provider: Provider): Promise<GenerationServices> => ({
    jobs: world.jobs,
    sandbox,
    clock,
    provider: async () => provider,
    libraryFor: await library.then((compiled) => () => compiled),
    sleep: async (milliseconds) => {
      world.slept.push(milliseconds);
      world.nowMs += milliseconds;
    },
    nodes: world.nodes,
    references: world.nodes,
    calibration: tokenCalibration(),
    onFault: (error) => world.faults.push(error),
    onSummary: (summary) => world.summaries.push(summary),
    limits: {
      leaseMs: 50_000,
      budgetMs: 60_000,
      providerTimeoutMs: 30_000,
      budgetTokens: 1_000_000,
      budgetUsd: 10,
    },
  });

  async function accept(request: JobRequest = sentence): Promise<GenerationMessage> {
    const { job } = await acceptGeneration(
      { caller, request },
      {
        ...accepting,
        jobs: world.jobs,
        clock,
        queue: { send: async () => {} },
        newId: newNodeId,
        leaseMs: 50_000,
        providerConfigured: true,
        onSendFailure: () => {},
      },
    );
    return { schemaVersion: 1, tenant: caller.tenant, jobId: job.id };
  }

  async function jobOf({ tenant, jobId }: GenerationMessage) {
    const job = await world.jobs.get(tenant, jobId);
    if (job === undefined) throw new Error("no job");
    return job;
  }

  return {
    world,
    clock,
    accept,
    services,
    jobOf,
    run: async (
      message: GenerationMessage,
      provider: Provider,
      changes: Partial<GenerationServices> = {},
    ) => runGeneration(message, { ...(await services(provider)), ...changes }),
    nodeOf: async (message: GenerationMessage) =>
      world.nodes.get(message.tenant, (await jobOf(message)).nodeId),
  };
}
