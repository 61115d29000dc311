import { type Clock, later, timestamp } from "../clock.ts";
import { type Claim, type JobStore, LeaseLost } from "./job-store.ts";

export interface Lease {
  /** Aborted when the claim is lost: stop at once, somebody else has the job, or it was cancelled. */
  readonly signal: AbortSignal;
  stop(): void;
}

/** How soon a worker learns that its job was cancelled. */
const lookMs = 2_000;

/**
 * Renews a claim's lease at a third of its length. A renewal that fails for another reason than a
 * lost claim is tried again at the next beat: two may fail before the lease runs out. Between them a
 * cheap look tells a cancelled job; as it may be a little behind, only a refused renewal is believed.
 */
export function keepLease(
  claim: Claim,
  {
    jobs,
    clock,
    leaseMs,
    onFault,
  }: {
    jobs: Pick<JobStore, "heartbeat" | "isHeld">;
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
  // A look that fails is not told: the next renewal meets the same fault.
  const look = async () => {
    const isHeld = await jobs.isHeld(claim).catch(() => true);
    if (!isHeld && !lost.signal.aborted) await beat();
  };
  const timers = [
    setInterval(() => void beat(), leaseMs / 3),
    setInterval(() => void look(), lookMs),
  ];
  return { signal: lost.signal, stop: () => timers.forEach(clearInterval) };
}
