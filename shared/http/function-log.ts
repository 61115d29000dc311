import { createLog, type Log, type LogFields } from "./log.ts";
import { readEnvironment } from "./read-environment.ts";

/** The log of a function, at the level its environment names. */
export function functionLog(
  source: Readonly<Record<string, string | undefined>>,
  bound: LogFields = {},
): Log {
  return createLog(readEnvironment(source, "LOG_LEVEL").LOG_LEVEL, bound);
}
