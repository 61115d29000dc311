import type { JobError } from "#schemas/job.ts";
import type { ProblemDetail } from "#schemas/problem.ts";
import { AppError } from "../app-error.ts";
import { ProviderError, type ProviderErrorKind } from "../providers/provider.ts";
import { providerProblem } from "../providers/provider-problem.ts";

/** What ends a generation early and is no fault of our own code: the provider's, or a refusal. */
export type Fault = ProviderError | AppError;

export const isFault = (error: unknown): error is Fault =>
  error instanceof ProviderError || error instanceof AppError;

/** How long to leave a provider or the sandbox alone that said nothing of how long. */
const shortestReleaseMs = 10_000;
const longestReleaseMs = 10 * 60_000;

/** After how many milliseconds the job may be tried again; undefined where that is no use. */
export function releaseDelay(fault: Fault): number | undefined {
  if (fault instanceof AppError) {
    return fault.code === "unavailable" ? shortestReleaseMs : undefined;
  }
  if (fault.kind !== "rate_limit" && fault.kind !== "overloaded") return undefined;
  const asked = fault.retryAfterMs ?? shortestReleaseMs;
  return asked > longestReleaseMs ? undefined : Math.max(asked, shortestReleaseMs);
}

/** The fault as the reason of a failed job. */
export function jobErrorOf(fault: Fault): JobError {
  if (fault instanceof ProviderError) {
    const { code, detail, retryAfterSeconds } = providerProblem(fault);
    return { code, detail, ...toldOf(undefined, retryAfterSeconds) };
  }
  const { code, message, errors, retryAfterSeconds } = fault;
  return { code, detail: message, ...toldOf(errors, retryAfterSeconds) };
}

const toldOf = (
  errors: readonly ProblemDetail[] | undefined,
  retryAfterSeconds: number | undefined,
) => ({
  ...(errors !== undefined && { errors: [...errors] }),
  ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
});

/** What ends a call after the provider may have worked on it: nobody knows what it took. */
const unanswered: ReadonlySet<ProviderErrorKind> = new Set([
  "timeout",
  "network",
  "aborted",
  "bad_payload",
]);

/** Faults of a connection that was never made. */
const neverConnected: ReadonlySet<unknown> = new Set([
  "ECONNREFUSED",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENOTFOUND",
  "EAI_AGAIN",
  "UND_ERR_CONNECT_TIMEOUT",
]);

/** Whether a call that ended without a reply may have cost something all the same. */
export const mayHaveBeenPaid = (error: unknown): boolean =>
  error instanceof ProviderError && unanswered.has(error.kind) && !isNeverConnected(error);

/** `fetch` refuses some ports by itself, with no code but these words. */
const refusedPort = "bad port";

const isNeverConnected = (error: unknown): boolean =>
  error instanceof Error &&
  (("code" in error && neverConnected.has(error.code)) ||
    error.message === refusedPort ||
    isNeverConnected(error.cause));
