import { runInNewContext } from "node:vm";

/** Whether a pattern fits a text; throws if that takes longer than `timeout` milliseconds. */
export const matchWithin = (pattern: RegExp, text: string, timeout: number): boolean =>
  Boolean(runInNewContext("pattern.test(text)", { pattern, text }, { timeout }));
