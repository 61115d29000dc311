import type { GenerationReport, JobRequest } from "#schemas/generation.ts";
import type { Claim, JobRecord } from "../jobs/job-store.ts";
import type { StoredNode } from "../nodes/node-store.ts";
import { openBudget } from "./budget.ts";
import { type Conclusion, conclude } from "./conclude.ts";
import type { Fault } from "./fault.ts";
import type { GenerationServices } from "./generation-services.ts";
import { type GenerationSummary, summaryOf } from "./generation-summary.ts";
import { taskOf } from "./generation-task.ts";
import { openLedger } from "./ledger.ts";
import { makeAttempts } from "./make-attempts.ts";
import { patientSandbox } from "./patient-sandbox.ts";
import { trackProgress } from "./progress.ts";
import { loadRefined } from "./refine/load-refined.ts";

export interface TakenJob {
  readonly claim: Claim;
  readonly job: JobRecord;
}

interface CarryingOut extends TakenJob {
  /** Aborted when somebody else has the job. */
  readonly lost: AbortSignal;
  /** Whether a fault gives the job back to be tried later. */
  readonly isReleasable: (fault: Fault) => boolean;
  /** Told what the job took, also where a fault ends it. */
  readonly onSpent: (report: GenerationReport) => void;
}

/**
 * A taken job from its request to what is to be written.
 * @throws ProviderError, AppError, LeaseLost
 */
export async function carryOut(
  { claim, job, lost, isReleasable, onSpent }: CarryingOut,
  services: GenerationServices,
): Promise<Conclusion & { readonly generation: GenerationReport }> {
  const { jobs, clock, limits } = services;
  const deadline = clock.now().getTime() + limits.budgetMs;
  const progress = trackProgress(claim, services);
  const request = await jobs.request(claim);
  const task = taskOf(request, await storedOf(request, job, services));
  const provider = await services.provider({
    tenant: job.tenant,
    llmConfigId: task.context.llmConfigId,
  });
  const earlier = job.generation;
  const ledger = openLedger({ provider, earlier, durations: progress.durations, clock });
  const sandbox = patientSandbox(services.sandbox, { ...services, deadline, lost });
  const library = services.libraryFor(job.id);
  const parts = { ...services, library, sandbox, ledger, progress };
  try {
    const budget = openBudget({ limits, deadline, ledger, clock });
    const tried = await makeAttempts({ job, task, budget, deadline, lost }, parts);
    const tell = (strategy: GenerationSummary["strategy"]) =>
      services.onSummary(summaryOf(tried, strategy, parts));
    try {
      const conclusion = await conclude({ job, task, tried, isReleasable }, parts);
      if (conclusion.node === undefined) await progress.flush();
      tell(conclusion.node?.content.provenance?.strategy ?? "none");
      return { ...conclusion, generation: ledger.report() };
    } catch (error) {
      tell("none");
      throw error;
    }
  } finally {
    onSpent(ledger.report());
  }
}

const storedOf = (
  { refines }: JobRequest,
  { tenant, nodeId: id }: JobRecord,
  services: GenerationServices,
): Promise<StoredNode | undefined> =>
  refines === undefined
    ? Promise.resolve(undefined)
    : loadRefined({ tenant, id, version: refines }, services);
