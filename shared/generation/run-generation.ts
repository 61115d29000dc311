import type { GenerationReport } from "#schemas/generation.ts";
import type { GenerationMessage } from "#schemas/job.ts";
import { AppError } from "../app-error.ts";
import { later, timestamp } from "../clock.ts";
import { type Claim, type JobStore, LeaseLost } from "../jobs/job-store.ts";
import { keepLease } from "../jobs/keep-lease.ts";
import { carryOut, type TakenJob } from "./carry-out.ts";
import { type Fault, isFault, jobErrorOf, releaseDelay } from "./fault.ts";
import type { GenerationServices } from "./generation-services.ts";
import { loadRefined } from "./refine/load-refined.ts";

/** What became of a message. None of them is a fault of ours: those are thrown. */
export type GenerationOutcome = "succeeded" | "failed" | "released" | "not_taken" | "lost";

/** A job that was taken this often without an end is ended: something in it kills its workers. */
export const mostClaims = 5;

/**
 * Takes a job and carries it to its end: stored node, failure as data, or given back to be tried
 * later. A message that comes twice, late, or after its job has ended changes nothing.
 */
export async function runGeneration(
  message: GenerationMessage,
  services: GenerationServices,
): Promise<GenerationOutcome> {
  const { jobs, clock, limits, onFault } = services;
  const now = clock.now();
  const taken = await jobs.claim(message.tenant, message.jobId, {
    now: timestamp(now),
    leaseUntil: timestamp(later(now, limits.leaseMs)),
  });
  if (taken === undefined) return "not_taken";
  const lease = keepLease(taken.claim, { jobs, clock, leaseMs: limits.leaseMs, onFault });
  try {
    if (taken.claim.fence > mostClaims) return await endLost(taken.claim, services);
    return await endJob(taken, lease.signal, services);
  } catch (error) {
    if (error instanceof LeaseLost || lease.signal.aborted) return "lost";
    throw error;
  } finally {
    lease.stop();
  }
}

async function endJob(
  taken: TakenJob,
  lost: AbortSignal,
  services: GenerationServices,
): Promise<GenerationOutcome> {
  const { claim } = taken;
  const { jobs, clock } = services;
  const releaseOf = (fault: Fault) => (claim.fence >= mostClaims ? undefined : releaseDelay(fault));
  const isReleasable = (fault: Fault) => releaseOf(fault) !== undefined;
  let spent: GenerationReport | undefined;
  try {
    const onSpent = (report: GenerationReport) => {
      spent = report;
    };
    const { node, error, generation } = await carryOut(
      { ...taken, lost, isReleasable, onSpent },
      services,
    );
    const result = { now: timestamp(clock.now()), generation };
    if (node === undefined) {
      await jobs.fail(claim, { ...result, error });
      return "failed";
    }
    await succeed(claim, { ...result, node }, services);
    return "succeeded";
  } catch (error) {
    if (lost.aborted || !isFault(error)) throw error;
    services.onFault(error);
    return endWith(error, { claim, releaseMs: releaseOf(error), generation: spent }, services);
  }
}

/** @throws LeaseLost, AppError: `conflict`, or what became of the node that was to be changed */
async function succeed(
  claim: Claim,
  result: Parameters<JobStore["succeed"]>[1],
  { jobs, nodes }: GenerationServices,
): Promise<void> {
  try {
    await jobs.succeed(claim, result);
  } catch (error) {
    const { head, previousVersion: version } = result.node;
    const isChanged = error instanceof AppError && error.code === "conflict" && version !== null;
    if (isChanged) await loadRefined({ tenant: claim.tenant, id: head.id, version }, { nodes });
    throw error;
  }
}

/** A fault ends the job, or gives it back where trying later may help; what was spent is kept. */
async function endWith(
  fault: Fault,
  {
    claim,
    releaseMs,
    generation,
  }: { claim: Claim; releaseMs: number | undefined; generation: GenerationReport | undefined },
  { jobs, clock }: GenerationServices,
): Promise<GenerationOutcome> {
  const now = clock.now();
  // What the call took, if anything, is in `generation`.
  const spent = generation === undefined ? {} : { generation, call: null };
  const at = { now: timestamp(now), ...spent };
  if (releaseMs !== undefined) {
    await jobs.release(claim, { ...at, dueAt: timestamp(later(now, releaseMs)) });
    return "released";
  }
  await jobs.fail(claim, { ...at, error: jobErrorOf(fault) });
  return "failed";
}

async function endLost(claim: Claim, { jobs, clock }: GenerationServices): Promise<"failed"> {
  const detail = `The generation was taken up ${mostClaims} times and never came to its end.`;
  await jobs.fail(claim, {
    now: timestamp(clock.now()),
    error: { code: "unavailable", detail },
  });
  return "failed";
}
