import { setTimeout } from "node:timers/promises";

/** Time and chance of a retry, passed in so that tests neither wait nor guess. */
export interface Backoff {
  readonly random: () => number;
  readonly sleep: (milliseconds: number) => Promise<unknown>;
}

export const systemBackoff: Backoff = {
  random: () => Math.random(),
  sleep: (milliseconds) => setTimeout(milliseconds),
};

/** "Full jitter": anything up to a ceiling that doubles with each retry, in milliseconds. */
export const jitteredDelay = (retry: number, random: () => number, first = 50, most = 1_000) =>
  Math.round(random() * Math.min(first * 2 ** retry, most));
