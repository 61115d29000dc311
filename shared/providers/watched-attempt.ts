import type { ProviderCall, ProviderError } from "./provider.ts";
import { providerFailure } from "./provider-failure.ts";
import type { Timing } from "./timing.ts";

/** What one attempt is given: when to stop, and where to say that it is alive. */
export interface AttemptWatch {
  readonly signal: AbortSignal;
  /** Something arrived: headers, a part of the body, a ping. */
  activity(): void;
}

export interface AttemptLimits {
  /** Longest wait for the first sign of the answer, in milliseconds. */
  readonly firstByteMs: number;
  /** Longest silence after that. The SDKs' own timeouts end at the headers. */
  readonly idleMs: number;
}

/**
 * Runs one attempt until it answers, the caller cancels, the deadline passes, or it falls silent.
 * The attempt's signal is aborted in every case, so that no connection stays open behind it, and
 * an attempt that does not heed its signal is not waited for.
 */
export async function watchedAttempt<Result>(
  attempt: (watch: AttemptWatch) => Promise<Result>,
  call: Pick<ProviderCall, "signal" | "deadline">,
  limits: AttemptLimits,
  timing: Timing,
): Promise<Result> {
  const controller = new AbortController();
  const stop = (failure: ProviderError) => controller.abort(failure);
  const cancelled = () => stop(providerFailure("aborted", { cause: call.signal.reason }));
  const silent = () => stop(providerFailure("timeout", { message: "The provider fell silent." }));

  const cancelDeadline = timing.after(call.deadline - timing.now(), () =>
    stop(providerFailure("timeout")),
  );
  let cancelSilence = timing.after(limits.firstByteMs, silent);
  const watch: AttemptWatch = {
    signal: controller.signal,
    activity() {
      cancelSilence();
      if (!controller.signal.aborted) cancelSilence = timing.after(limits.idleMs, silent);
    },
  };

  call.signal.addEventListener("abort", cancelled, { once: true });
  if (call.signal.aborted) cancelled();
  try {
    return await Promise.race([stopOf(controller.signal), attempt(watch)]);
  } finally {
    call.signal.removeEventListener("abort", cancelled);
    controller.abort();
    cancelDeadline();
    cancelSilence();
  }
}

function stopOf(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    const rejectWithReason = () => reject(signal.reason);
    if (signal.aborted) rejectWithReason();
    else signal.addEventListener("abort", rejectWithReason, { once: true });
  });
}
