import { AppError } from "../app-error.ts";

/** How AWS says "later": too much at once, or another transaction on the same item. */
const laterNames: ReadonlySet<string> = new Set([
  "ProvisionedThroughputExceededException",
  "RequestLimitExceeded",
  "ThrottlingException",
  "TransactionConflictException",
  "TransactionInProgressException",
  "TimeoutError",
]);

/** How connections break. */
const brokenCodes: ReadonlySet<unknown> = new Set(["ECONNRESET", "ECONNREFUSED", "EPIPE"]);

/**
 * What a fault of a service behind us is told as, where the same request may succeed soon: it was
 * tried several times by then. Undefined for every other fault.
 */
export function passingFault(error: unknown): AppError | undefined {
  if (!(error instanceof Error)) return undefined;
  const isPassing = laterNames.has(error.name) || ("code" in error && brokenCodes.has(error.code));
  if (!isPassing) return undefined;
  return new AppError("unavailable", "The store is busy. Try again shortly.", {
    retryAfterSeconds: 1,
    cause: error,
  });
}
