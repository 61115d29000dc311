import type { GenerationRequest } from "#schemas/generation.ts";
import type { JobError } from "#schemas/job.ts";
import type { JobRecord } from "../jobs/job-store.ts";
import type { NodeWrite } from "../nodes/node-store.ts";
import { failureOf, nodeOf } from "./conclude.ts";
import type { PreviousAttempt } from "./context/build-context.ts";
import { isFault } from "./fault.ts";
import { type Attempt, type AttemptServices, failedTests, runAttempt } from "./run-attempt.ts";

/** One generation and two repairs: most of what repair can mend is mended in the first two. */
export const mostAttempts = 3;

const firstOutputTokens = 8_192;

export type AttemptsResult =
  | { readonly node: NodeWrite; readonly error?: undefined }
  | { readonly node: undefined; readonly error: JobError };

interface AttemptsInput {
  readonly job: JobRecord;
  readonly request: GenerationRequest;
  /** Epoch milliseconds. */
  readonly deadline: number;
  /** Aborted when somebody else has the job. */
  readonly lost: AbortSignal;
}

/**
 * Generates, and repairs with what the last attempt got wrong, until a node is proven, the model
 * refuses, attempts and time are spent, or a fault ends it. Then the best attempt without errors
 * is taken.
 * @throws LeaseLost; ProviderError, AppError where there is nothing to store
 */
export async function makeAttempts(
  input: AttemptsInput,
  services: AttemptServices,
): Promise<AttemptsResult> {
  const attempts: Attempt[] = [];
  let maxOutputTokens = firstOutputTokens;
  while (attempts.length < mostAttempts && services.clock.now().getTime() < input.deadline) {
    const attempt = await nextAttempt(input, attempts, maxOutputTokens, services);
    if (attempt === undefined) break;
    attempts.push(attempt);
    if (isRefusal(attempt)) return refused;
    if (attempt.verdict === "proven") break;
    if (attempt.reply.stop === "max_tokens") maxOutputTokens *= 2;
  }
  return conclude(input, attempts, services);
}

/** Undefined where a fault ended it and an earlier attempt can be stored: that one was paid for. */
async function nextAttempt(
  { job, request, deadline, lost }: AttemptsInput,
  attempts: readonly Attempt[],
  maxOutputTokens: number,
  services: AttemptServices,
): Promise<Attempt | undefined> {
  const number = attempts.length + 1;
  const previous = previousOf(attempts.at(-1));
  const { tenant } = job;
  try {
    const turn = { tenant, request, number, previous, maxOutputTokens, deadline, signal: lost };
    return await runAttempt(turn, services);
  } catch (error) {
    const isPassable = isFault(error) && !lost.aborted && bestOf(attempts) !== undefined;
    if (!isPassable) throw error;
    services.onFault(error);
    return undefined;
  }
}

const isRefusal = ({ reply }: Attempt): boolean =>
  reply.stop === "refusal" || reply.stop === "content_filter";

function previousOf(last: Attempt | undefined): PreviousAttempt | undefined {
  if (last === undefined) return undefined;
  return {
    reply: last.reply.text,
    content: last.content,
    violations: last.violations,
    failedTests: failedTests(last),
  };
}

const bestOf = (attempts: readonly Attempt[]): Attempt | undefined =>
  attempts.find((attempt) => attempt.verdict === "proven") ??
  attempts.findLast((attempt) => attempt.verdict === "unproven");

async function conclude(
  { job }: AttemptsInput,
  attempts: readonly Attempt[],
  { ledger, progress, clock }: AttemptServices,
): Promise<AttemptsResult> {
  const chosen = bestOf(attempts);
  if (chosen !== undefined) await progress.enter("store", chosen.number);
  const durations = progress.durations();
  const node = chosen && nodeOf(chosen, { job, ledger, durations }, { clock });
  return node === undefined ? { node, error: failureOf(attempts) } : { node };
}

const refused: AttemptsResult = {
  node: undefined,
  error: {
    code: "request_refused",
    detail: "The language model refused the request. Say differently what the node should do.",
  },
};
