import { later, timestamp } from "../clock.ts";
import type { ConfigState } from "./config-store.ts";

/**
 * The circuit breaker of one configuration, as a machine without a clock or a store of its own.
 * Closed, it lets every call through. After failures in a row it opens, and lets none through for a
 * time that doubles with every further failure. Then one caller takes the probe (half open): its
 * success closes the breaker, its failure opens it for longer.
 */
export type Breaker = ConfigState["breaker"];

export const closedBreaker: Breaker = { state: "closed", failures: 0, retryAt: null };

/** Failures in a row that open it. */
export const failuresToOpen = 5;

const shortestOpenMs = 30_000;
const longestOpenMs = 10 * 60_000;

/** A probe that nobody ended, since its function died, is given up after the longest call. */
const longestProbeMs = 4 * 60_000;

const isDue = ({ retryAt }: Breaker, now: Date): boolean =>
  retryAt === null || Date.parse(retryAt) <= now.getTime();

/** What a caller may do: `call`, `probe` (after taking it), or leave the provider alone. */
export function admission(breaker: Breaker, now: Date): "call" | "probe" | "wait" {
  if (breaker.state === "closed") return "call";
  return isDue(breaker, now) ? "probe" : "wait";
}

/** The breaker with the probe taken; the same one where it is not to be had. */
export function takeProbe(breaker: Breaker, now: Date): Breaker {
  if (admission(breaker, now) !== "probe") return breaker;
  return { ...breaker, state: "half_open", retryAt: timestamp(later(now, longestProbeMs)) };
}

/** The breaker with a probe given back that came to nothing, so that the next caller may take it. */
export const releaseProbe = (breaker: Breaker, now: Date): Breaker =>
  breaker.state === "half_open" ? { ...breaker, state: "open", retryAt: timestamp(now) } : breaker;

export function afterFailure(breaker: Breaker, now: Date): Breaker {
  const failures = breaker.failures + 1;
  // A call that began before it opened says nothing new.
  if (breaker.state === "open") return breaker;
  if (breaker.state === "closed" && failures < failuresToOpen) {
    return { state: "closed", failures, retryAt: null };
  }
  return { state: "open", failures, retryAt: timestamp(later(now, openMs(failures))) };
}

/** The same one where nothing is to be written. */
export const afterSuccess = (breaker: Breaker): Breaker =>
  breaker.state === "closed" && breaker.failures === 0 ? breaker : closedBreaker;

function openMs(failures: number): number {
  const times = Math.min(Math.max(0, failures - failuresToOpen), 10);
  return Math.min(longestOpenMs, shortestOpenMs * 2 ** times);
}
