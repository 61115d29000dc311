import { checkInvocation } from "./invocation-checks.ts";
import { InvocationRefused } from "./invocation-refused.ts";
import type { InvocationResult, LocalFunction } from "./local-function.ts";

export interface AsynchronousInvocations {
  /** Takes an event over and returns; throws what Lambda refuses at once. */
  accept(called: LocalFunction, payload: string, tenantId: string | undefined): void;
  /** Drops the tries that are still to come. */
  close(): void;
}

type Outcome = "done" | "failed" | "throttled";

const MAX_EVENT_BYTES = 1024 * 1024;
const THROTTLED_DELAY_MS = 1_000;

/**
 * Events whose caller does not wait. One that fails is tried twice more; one that is throttled is
 * tried again until it is not.
 * https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
 */
export function startAsynchronousInvocations(
  retryDelaysMs: readonly number[] = [60_000, 120_000],
): AsynchronousInvocations {
  const timers = new Set<NodeJS.Timeout>();
  let closed = false;

  function later(delayMs: number, run: () => void): void {
    if (closed) return;
    const timer = setTimeout(() => {
      timers.delete(timer);
      run();
    }, delayMs);
    timers.add(timer);
  }

  async function attempt(run: () => Promise<Outcome>, delays: readonly number[]): Promise<void> {
    const outcome = await run();
    const [delay, ...rest] = delays;
    if (outcome === "throttled") later(THROTTLED_DELAY_MS, () => attempt(run, delays));
    if (outcome === "failed" && delay !== undefined) later(delay, () => attempt(run, rest));
  }

  return {
    accept(called, payload, tenantId) {
      if (Buffer.byteLength(payload) > MAX_EVENT_BYTES) {
        throw new InvocationRefused(
          "RequestTooLargeException",
          `Request must be smaller than ${MAX_EVENT_BYTES} bytes for the InvokeFunction operation`,
        );
      }
      checkInvocation(called.definition, payload, tenantId);
      void attempt(() => outcomeOf(called.invoke(payload, { tenantId })), retryDelaysMs);
    },
    close() {
      closed = true;
      for (const timer of timers) clearTimeout(timer);
    },
  };
}

const outcomeOf = (invocation: Promise<InvocationResult>): Promise<Outcome> =>
  invocation.then(
    ({ functionError }) => (functionError === undefined ? "done" : "failed"),
    (error: unknown) => (error instanceof InvocationRefused ? "throttled" : "failed"),
  );
