import type { GenerationMessage, JobError } from "#schemas/job.ts";
import type { ProblemDetail } from "#schemas/problem.ts";
import { AppError } from "../app-error.ts";
import { later, timestamp } from "../clock.ts";
import { type Claim, type JobRecord, LeaseLost } from "../jobs/job-store.ts";
import { keepLease } from "../jobs/keep-lease.ts";
import { ProviderError } from "../providers/provider.ts";
import { providerProblem } from "../providers/provider-problem.ts";
import type { GenerationServices } from "./generation-services.ts";
import { makeAttempts } from "./make-attempts.ts";
import { trackProgress } from "./progress.ts";

/** What became of a message. None of them is a fault of ours: those are thrown. */
export type GenerationOutcome = "succeeded" | "failed" | "released" | "not_taken" | "lost";

/** A job that was taken this often without an end is ended: something in it kills its workers. */
export const mostClaims = 5;

/** How long to leave a provider or the sandbox alone that said nothing of how long. */
const shortestReleaseMs = 10_000;
const longestReleaseMs = 10 * 60_000;

/**
 * Takes a job and carries it to its end: stored node, failure as data, or given back to be tried
 * later. A message that comes twice, late, or after its job has ended changes nothing.
 */
export async function runGeneration(
  message: GenerationMessage,
  services: GenerationServices,
): Promise<GenerationOutcome> {
  const { jobs, clock, limits } = services;
  const now = clock.now();
  const taken = await jobs.claim(message.tenant, message.jobId, {
    now: timestamp(now),
    leaseUntil: timestamp(later(now, limits.leaseMs)),
  });
  if (taken === undefined) return "not_taken";
  const lease = keepLease(taken.claim, { jobs, clock, leaseMs: limits.leaseMs });
  try {
    if (taken.claim.fence > mostClaims) return await endLost(taken.claim, services);
    return await carryOut(taken, lease.signal, services);
  } catch (error) {
    if (error instanceof LeaseLost || lease.signal.aborted) return "lost";
    throw error;
  } finally {
    lease.stop();
  }
}

interface TakenJob {
  readonly claim: Claim;
  readonly job: JobRecord;
}

async function carryOut(
  taken: TakenJob,
  lost: AbortSignal,
  services: GenerationServices,
): Promise<GenerationOutcome> {
  const { jobs, clock, limits } = services;
  const deadline = clock.now().getTime() + limits.budgetMs;
  const signal = AbortSignal.any([lost, AbortSignal.timeout(limits.budgetMs)]);
  const progress = trackProgress(taken.claim, services);
  try {
    const request = await jobs.request(taken.claim);
    const provider = await services.provider();
    const result = await makeAttempts(
      { ...taken, request, deadline, signal },
      { ...services, provider, progress },
    );
    const at = timestamp(clock.now());
    const { generation } = result;
    if (result.node === undefined) {
      await jobs.fail(taken.claim, { now: at, error: result.error, generation });
      return "failed";
    }
    await jobs.succeed(taken.claim, { now: at, node: result.node, generation });
    return "succeeded";
  } catch (error) {
    if (lost.aborted) throw error;
    return endWith(error, taken.claim, services);
  }
}

/** A fault of provider or sandbox ends the job, or gives it back where trying later may help. */
async function endWith(
  error: unknown,
  claim: Claim,
  services: GenerationServices,
): Promise<GenerationOutcome> {
  const { jobs, clock } = services;
  const releaseMs = claim.fence >= mostClaims ? undefined : releaseDelay(error);
  const now = clock.now();
  if (releaseMs !== undefined) {
    const dueAt = timestamp(later(now, releaseMs));
    await jobs.release(claim, { now: timestamp(now), dueAt });
    return "released";
  }
  await jobs.fail(claim, { now: timestamp(now), error: jobErrorOf(error) });
  return "failed";
}

function releaseDelay(error: unknown): number | undefined {
  if (error instanceof AppError && error.code === "unavailable") return shortestReleaseMs;
  if (!(error instanceof ProviderError)) return undefined;
  if (error.kind !== "rate_limit" && error.kind !== "overloaded") return undefined;
  const asked = error.retryAfterMs ?? shortestReleaseMs;
  return asked > longestReleaseMs ? undefined : Math.max(asked, shortestReleaseMs);
}

/** @throws the error itself where it is neither the provider's nor the caller's */
function jobErrorOf(error: unknown): JobError {
  if (error instanceof ProviderError) {
    const { code, detail, errors, retryAfterSeconds } = providerProblem(error);
    return { code, detail, ...toldOf(errors, retryAfterSeconds) };
  }
  if (error instanceof AppError) {
    const { code, message, errors, retryAfterSeconds } = error;
    return { code, detail: message, ...toldOf(errors, retryAfterSeconds) };
  }
  throw error;
}

const toldOf = (
  errors: readonly ProblemDetail[] | undefined,
  retryAfterSeconds: number | undefined,
) => ({
  ...(errors !== undefined && { errors: [...errors] }),
  ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
});

async function endLost(claim: Claim, { jobs, clock }: GenerationServices): Promise<"failed"> {
  const detail = `The generation was taken up ${mostClaims} times and never came to its end.`;
  await jobs.fail(claim, {
    now: timestamp(clock.now()),
    error: { code: "unavailable", detail },
  });
  return "failed";
}
