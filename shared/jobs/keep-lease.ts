import { type Clock, later, timestamp } from "../clock.ts";
import { type Claim, type JobStore, LeaseLost } from "./job-store.ts";

export interface Lease {
  /** Aborted when the claim is lost: stop at once, somebody else has the job. */
  readonly signal: AbortSignal;
  stop(): void;
}

/**
 * Renews a claim's lease at a third of its length. A renewal that fails for another reason than a
 * lost claim is tried again at the next beat: two may fail before the lease runs out.
 */
export function keepLease(
  claim: Claim,
  {
    jobs,
    clock,
    leaseMs,
    onFault,
  }: {
    jobs: Pick<JobStore, "heartbeat">;
    clock: Clock;
    leaseMs: number;
    /** Told of a renewal that failed, other than by a lost claim. */
    onFault: (error: unknown) => void;
  },
): Lease {
  const lost = new AbortController();
  const beat = async () => {
    const now = clock.now();
    try {
      await jobs.heartbeat(claim, {
        now: timestamp(now),
        leaseUntil: timestamp(later(now, leaseMs)),
      });
    } catch (error) {
      if (error instanceof LeaseLost) lost.abort(error);
      else onFault(error);
    }
  };
  const timer = setInterval(() => void beat(), leaseMs / 3);
  return { signal: lost.signal, stop: () => clearInterval(timer) };
}
