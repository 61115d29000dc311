import { type ProviderCall, ProviderError } from "./provider.ts";
import { providerFailure } from "./provider-failure.ts";
import type { Timing } from "./timing.ts";
import { type AttemptLimits, type AttemptWatch, watchedAttempt } from "./watched-attempt.ts";

export interface CallLimits extends AttemptLimits {
  /** Most attempts of one call, the first included. */
  readonly attempts: number;
  /** Pause before the second attempt; it doubles from there. */
  readonly backoffMs: number;
  readonly longestBackoffMs: number;
}

export const defaultLimits: CallLimits = {
  attempts: 4,
  firstByteMs: 30_000,
  idleMs: 30_000,
  backoffMs: 500,
  longestBackoffMs: 8_000,
};

/**
 * The one retry loop; the SDKs' own are off, since they read Retry-After in two ways and do not
 * know the deadline. A wait that does not fit before the deadline is not begun: the failure leaves
 * with its `retryAfterMs`, so that a queue can wait instead of a running function.
 * @throws ProviderError, or what the attempt threw that is no ProviderError
 */
export async function callWithRetries<Result>(
  attempt: (watch: AttemptWatch) => Promise<Result>,
  call: ProviderCall,
  limits: CallLimits,
  timing: Timing,
): Promise<Result> {
  const most = Math.min(limits.attempts, call.attempts ?? limits.attempts);
  for (let made = 1; ; made += 1) {
    try {
      return await watchedAttempt(attempt, call, limits, timing);
    } catch (error) {
      if (!(error instanceof ProviderError) || !mayPass(error, made)) throw error;
      const delayMs = error.retryAfterMs ?? backoff(made, limits, timing);
      if (made >= most || timing.now() + delayMs >= call.deadline) throw error;
      call.onEvent?.({ type: "retry", kind: error.kind, delayMs });
      await pause(delayMs, call.signal, timing);
    }
  }
}

/** What could not be read may be a proxy's passing trouble, but is not when it comes again. */
const mayPass = ({ kind, retryable }: ProviderError, made: number): boolean =>
  retryable || (kind === "bad_payload" && made === 1);

/** Half fixed, half chance, so that callers that failed together do not return together. */
function backoff(made: number, limits: CallLimits, timing: Timing): number {
  const most = Math.min(limits.longestBackoffMs, limits.backoffMs * 2 ** (made - 1));
  return Math.round(most / 2 + (most / 2) * timing.random());
}

function pause(delayMs: number, signal: AbortSignal, timing: Timing): Promise<void> {
  return new Promise((resolve, reject) => {
    const cancelled = () => {
      cancelTimer();
      reject(providerFailure("aborted", { cause: signal.reason }));
    };
    const cancelTimer = timing.after(delayMs, () => {
      signal.removeEventListener("abort", cancelled);
      resolve();
    });
    if (signal.aborted) cancelled();
    else signal.addEventListener("abort", cancelled, { once: true });
  });
}
