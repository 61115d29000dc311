import type { GenerationReport, JobRequest } from "#schemas/generation.ts";
import { timestamp } from "../clock.ts";
import type { Claim, JobRecord } from "../jobs/job-store.ts";
import type { StoredNode } from "../nodes/node-store.ts";
import { withUnknownCall } from "../usage/settlement.ts";
import { openBudget } from "./budget.ts";
import { type Conclusion, conclude } from "./conclude.ts";
import type { Fault } from "./fault.ts";
import type { GenerationServices } from "./generation-services.ts";
import { type GenerationSummary, summaryOf } from "./generation-summary.ts";
import { taskOf } from "./generation-task.ts";
import { keptReplies } from "./kept-replies.ts";
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
  const earlier = await bookLeftCall({ claim, job }, services);
  const kept = keptReplies(claim.fence > 1 ? await jobs.replies(claim) : []);
  if (claim.fence > 1) {
    progress.keep({ events: [{ name: "resumed", data: { replies: kept.count } }] });
  }
  const request = await jobs.request(claim);
  const task = taskOf(request, await storedOf(request, job, services));
  const provider = await services.provider({
    tenant: job.tenant,
    llmConfigId: task.context.llmConfigId,
  });
  const ledger = openLedger({ provider, earlier, durations: progress.durations, clock });
  const onRuns = ledger.enterRuns;
  const sandbox = patientSandbox(services.sandbox, { ...services, deadline, lost, onRuns });
  const library = services.libraryFor(job.id);
  const parts = { ...services, library, sandbox, ledger, progress };
  try {
    const budget = openBudget({ limits, deadline, ledger, clock });
    const tried = await makeAttempts({ job, task, budget, kept, deadline, lost }, parts);
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

/**
 * A worker that died while it waited for the provider has left its call. Nobody knows what came of
 * it, so it is counted at its most, before anything else is done for the job.
 */
async function bookLeftCall(
  { claim, job }: TakenJob,
  { jobs, clock }: GenerationServices,
): Promise<GenerationReport | undefined> {
  if (job.call === undefined) return job.generation;
  const generation = withUnknownCall(job.generation, job.call);
  await jobs.bookCall(claim, { now: timestamp(clock.now()), generation });
  return generation;
}

const storedOf = (
  { refines }: JobRequest,
  { tenant, nodeId: id }: JobRecord,
  services: GenerationServices,
): Promise<StoredNode | undefined> =>
  refines === undefined
    ? Promise.resolve(undefined)
    : loadRefined({ tenant, id, version: refines }, services);
