/** Time and chance of a call. Passed in, so that tests of long waits do not wait. */
export interface Timing {
  /** Epoch milliseconds. */
  now(): number;
  /** At least 0, below 1. */
  random(): number;
  /** Calls back once after so many milliseconds; the function returned cancels it. */
  after(milliseconds: number, callback: () => void): () => void;
}

/** Node turns a longer delay into 1 ms. */
const longestDelayMs = 2 ** 31 - 1;

export const systemTiming: Timing = {
  now: () => Date.now(),
  random: () => Math.random(),
  after(milliseconds, callback) {
    const timer = setTimeout(callback, Math.min(Math.max(0, milliseconds), longestDelayMs));
    return () => clearTimeout(timer);
  },
};
