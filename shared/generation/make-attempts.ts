import type { GenerationReport, GenerationRequest } from "#schemas/generation.ts";
import type { JobError } from "#schemas/job.ts";
import type { JobRecord } from "../jobs/job-store.ts";
import type { NodeWrite } from "../nodes/node-store.ts";
import type { Provider } from "../providers/provider.ts";
import { failureOf, nodeOf, reportOf } from "./conclude.ts";
import type { PreviousAttempt } from "./context/build-context.ts";
import type { GenerationServices } from "./generation-services.ts";
import type { Progress } from "./progress.ts";
import { type Attempt, failedTests, runAttempt } from "./run-attempt.ts";

/** One generation and two repairs: most of what repair can mend is mended in the first two. */
export const mostAttempts = 3;

const firstOutputTokens = 8_192;

export type AttemptsResult =
  | {
      readonly node: NodeWrite;
      readonly error?: undefined;
      readonly generation: GenerationReport;
    }
  | {
      readonly node: undefined;
      readonly error: JobError;
      readonly generation: GenerationReport;
    };

interface AttemptsInput {
  readonly job: JobRecord;
  readonly request: GenerationRequest;
  readonly deadline: number;
  readonly signal: AbortSignal;
}

type AttemptsServices = Omit<GenerationServices, "provider"> & {
  readonly provider: Provider;
  readonly progress: Progress;
};

/**
 * Generates, and repairs with what the last attempt got wrong, until a node is proven, the model
 * refuses, or attempts and time are spent. Then the best attempt without errors is taken.
 * @throws ProviderError, LeaseLost, AppError `unavailable`
 */
export async function makeAttempts(
  input: AttemptsInput,
  services: AttemptsServices,
): Promise<AttemptsResult> {
  const attempts: Attempt[] = [];
  let maxOutputTokens = firstOutputTokens;
  while (attempts.length < mostAttempts && services.clock.now().getTime() < input.deadline) {
    const attempt = await runAttempt(
      {
        tenant: input.job.tenant,
        request: input.request,
        number: attempts.length + 1,
        previous: previousOf(attempts.at(-1)),
        maxOutputTokens,
        deadline: input.deadline,
        signal: input.signal,
      },
      services,
    );
    attempts.push(attempt);
    if (isRefusal(attempt)) return concludeRefusal(input, attempts, services);
    if (attempt.verdict === "proven") break;
    if (attempt.reply.stop === "max_tokens") maxOutputTokens *= 2;
  }
  return conclude(input, attempts, services);
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

async function conclude(
  input: AttemptsInput,
  attempts: readonly Attempt[],
  { provider, progress, clock }: AttemptsServices,
): Promise<AttemptsResult> {
  const chosen =
    attempts.find((attempt) => attempt.verdict === "proven") ??
    attempts.findLast((attempt) => attempt.verdict === "unproven");
  if (chosen !== undefined) await progress.enter("store", chosen.number);
  const concluding = { job: input.job, provider, attempts, durations: progress.durations() };
  const generation = reportOf(concluding);
  const node = chosen === undefined ? undefined : nodeOf(chosen, concluding, { clock });
  return node === undefined
    ? { node: undefined, error: failureOf(attempts), generation }
    : { node, generation };
}

function concludeRefusal(
  input: AttemptsInput,
  attempts: readonly Attempt[],
  { provider, progress }: AttemptsServices,
): AttemptsResult {
  const concluding = { job: input.job, provider, attempts, durations: progress.durations() };
  return {
    node: undefined,
    error: {
      code: "request_refused",
      detail: "The language model refused the request. Say differently what the node should do.",
    },
    generation: reportOf(concluding),
  };
}
