import { setImmediate } from "node:timers/promises";
import type { Timing } from "#shared/providers/timing.ts";

export interface ManualTiming extends Timing {
  /** Lets so much time pass, calling back what falls due on the way. */
  advance(milliseconds: number): Promise<void>;
  /** Timers that are neither due nor cancelled. */
  pending(): number;
}

/** Time that stands still until a test moves it, and chance that is always the same. */
export function manualTiming(chance = 0.5): ManualTiming {
  let now = 1_000_000;
  const timers = new Set<{ readonly due: number; readonly callback: () => void }>();

  async function advance(milliseconds: number): Promise<void> {
    const until = now + milliseconds;
    for (;;) {
      // What was resolved meanwhile may set further timers.
      await setImmediate();
      const next = [...timers].sort((one, other) => one.due - other.due)[0];
      if (next === undefined || next.due > until) break;
      timers.delete(next);
      now = next.due;
      next.callback();
    }
    now = until;
  }

  return {
    now: () => now,
    random: () => chance,
    after(delay, callback) {
      const timer = { due: now + Math.max(0, delay), callback };
      timers.add(timer);
      return () => void timers.delete(timer);
    },
    advance,
    pending: () => timers.size,
  };
}
