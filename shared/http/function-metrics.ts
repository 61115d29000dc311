import { metricRecorder } from "../observability/metric-recorder.ts";
import type { Metrics } from "../observability/metrics.ts";
import { writeLogLine } from "./log.ts";

type Source = Readonly<Record<string, string | undefined>>;

const recorder = metricRecorder();

/**
 * The metrics of this function. One recorder for the process, since an environment has one
 * invocation at a time, and services made for all of them may keep it.
 */
export const functionMetrics: Metrics = recorder;

/** Writes what was told since the last time: to be called at the end of each invocation. */
export function flushMetrics(source: Source, write: (line: string) => void = writeLogLine): void {
  const lines = recorder.take(new Date());
  if (source.LOG_LEVEL === "silent") return;
  for (const line of lines) write(line);
}
