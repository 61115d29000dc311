import type { GenerationMessage, JobError } from "#schemas/job.ts";
import type { NodeContent } from "#schemas/node.ts";
import type { GenerationServices } from "#shared/generation/generation-services.ts";
import type { GenerationSummary } from "#shared/generation/generation-summary.ts";
import { runGeneration } from "#shared/generation/run-generation.ts";
import { acceptGeneration } from "#shared/jobs/accept-generation.ts";
import type { JobRecord } from "#shared/jobs/job-store.ts";
import type { Provider } from "#shared/providers/provider.ts";
import { newId } from "../../functions/services/system.ts";
import { accepting } from "../../test/support/jobs/accepting.ts";
import { memoryJobStore } from "../../test/support/stores/memory-job-store.ts";
import { memoryNodeStore } from "../../test/support/stores/memory-node-store.ts";
import { newTenant } from "../../test/support/stores/node-samples.ts";
import type { EvalCase, Outcome } from "../eval-case.ts";
import { PurseEmpty } from "./purse.ts";

/** What came of one request. */
export interface CaseRun {
  readonly outcome: Outcome;
  readonly content: NodeContent | undefined;
  readonly error: JobError | undefined;
  readonly attempts: number;
  readonly tokens: number;
  /** Null where the model's price is not known. */
  readonly costUsd: number | null;
  readonly timeMs: number;
  /** The fixed part of the prompt as the provider was given it; undefined where it was not asked. */
  readonly system: string | undefined;
}

/** What all cases share. Jobs and nodes are each case's own, so that none is a reference to another. */
export interface RunServices
  extends Omit<
    GenerationServices,
    "jobs" | "nodes" | "references" | "provider" | "onSummary" | "onFault"
  > {
  readonly provider: (evalCase: EvalCase) => Promise<Provider>;
}

/** Carries one request through the engine, as the worker does. */
export async function runCase(evalCase: EvalCase, shared: RunServices): Promise<CaseRun> {
  const { clock } = shared;
  const nodes = memoryNodeStore();
  const jobs = memoryJobStore({ nodes });
  const summaries: GenerationSummary[] = [];
  const told: { system?: string } = {};
  const services: GenerationServices = {
    ...shared,
    jobs,
    nodes,
    references: nodes,
    provider: async () => listening(await shared.provider(evalCase), told),
    onSummary: (summary) => summaries.push(summary),
    onFault: () => {},
  };
  const started = clock.now().getTime();
  const message = await accept(evalCase, services, jobs);
  const jobOf = async (): Promise<JobRecord> => {
    const job = await jobs.get(message.tenant, message.jobId);
    if (job === undefined) throw new Error(`the job of ${evalCase.id} is gone`);
    return job;
  };
  const isInBudget = await runToEnd(message, services, jobOf);
  const job = await jobOf();
  const stored = await nodes.get(message.tenant, job.nodeId);
  const { tokens_used: tokens = 0, cost_usd: costUsd = 0, attempts = 0 } = job.generation ?? {};
  return {
    outcome: isInBudget ? outcomeOf(job, stored, summaries) : "not_run",
    content: stored?.content,
    error: job.error,
    attempts,
    tokens,
    costUsd,
    timeMs: clock.now().getTime() - started,
    system: told.system,
  };
}

async function accept(
  { request, context }: EvalCase,
  { clock, limits }: GenerationServices,
  jobs: Parameters<typeof acceptGeneration>[1]["jobs"],
): Promise<GenerationMessage> {
  const tenant = newTenant();
  const { job } = await acceptGeneration(
    {
      caller: { tenant, subject: "evals", roles: ["user"] },
      request: { request, ...(context !== undefined && { context }) },
    },
    {
      ...accepting,
      jobs,
      clock,
      newId,
      queue: { send: async () => {} },
      leaseMs: limits.leaseMs,
      providerConfigured: true,
      onSendFailure: () => {},
    },
  );
  return { schemaVersion: 1, tenant, jobId: job.id };
}

/** Runs a job until it has ended, also where it is given back. False where the money is spent. */
async function runToEnd(
  message: GenerationMessage,
  services: GenerationServices,
  jobOf: () => Promise<JobRecord>,
): Promise<boolean> {
  try {
    while ((await runGeneration(message, services)) === "released") {
      const { dueAt } = await jobOf();
      const due = dueAt === undefined ? 0 : Date.parse(dueAt);
      await services.sleep(Math.max(0, due - services.clock.now().getTime()));
    }
    return true;
  } catch (error) {
    if (error instanceof PurseEmpty) return false;
    throw error;
  }
}

/** The provider, its prompts overheard. */
const listening = (provider: Provider, told: { system?: string }): Provider => ({
  ...provider,
  generate(request, call) {
    told.system = request.system;
    return provider.generate(request, call);
  },
});

/** Ends of a job that say something of the model, the others being faults of the provider. */
const answers: ReadonlySet<JobError["code"]> = new Set([
  "generation_failed",
  "no_pattern",
  "payload_too_large",
]);

function outcomeOf(
  { error }: JobRecord,
  stored: Awaited<ReturnType<GenerationServices["nodes"]["get"]>>,
  summaries: readonly GenerationSummary[],
): Outcome {
  if (stored === undefined) {
    if (error?.code === "request_refused") return "refused";
    return error !== undefined && answers.has(error.code) ? "failed" : "error";
  }
  const strategy = stored.content.provenance?.strategy;
  if (strategy === "partial" || strategy === "template") return "fallback";
  if (stored.head.verification.status !== "passed") return "unproven";
  const [first] = summaries.flatMap(({ verdicts }) => verdicts);
  return first === "proven" ? "first" : "repaired";
}
