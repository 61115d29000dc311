import { AppError } from "../app-error.ts";
import { type TrackedFault, trackError } from "./error-tracking.ts";
import { flushMetrics, functionMetrics } from "./function-metrics.ts";
import type { Log } from "./log.ts";
import type { NamedIds } from "./named-ids.ts";
import { type SecurityEvent, tellSecurity } from "./security-event.ts";

export interface EndedRequest {
  readonly operation: string;
  readonly status: number;
  readonly durationMs: number;
  /** What was thrown; undefined where the operation answered. */
  readonly error: unknown;
  readonly ids: NamedIds & Pick<TrackedFault["ids"], "requestId" | "tenant">;
}

type Source = Readonly<Record<string, string | undefined>>;

/** What callers may not do, and what an attacker would try. */
const securityEvents: Readonly<Partial<Record<AppError["code"], SecurityEvent>>> = {
  unauthorized: "bad_token",
  forbidden: "forbidden",
  payload_too_large: "payload_too_large",
};

/** A provider that fails is the configuration's, and is told by the worker's metrics. */
const ours: ReadonlySet<AppError["code"]> = new Set(["internal", "unavailable", "timeout"]);

/**
 * What every request leaves behind: one line, its metrics, and for a fault of ours a note to the
 * error tracker, if there is one.
 */
export async function tellRequest(ended: EndedRequest, log: Log, source: Source): Promise<void> {
  const { operation, status, durationMs, error, ids } = ended;
  const code = error instanceof AppError ? error.code : undefined;
  const fields = { ...ids, status, durationMs, code };
  const event = code && securityEvents[code];
  if (event !== undefined) tellSecurity(event, fields, { log, metrics: functionMetrics });
  if (status >= 500) log.error("request", { ...fields, error });
  else log.info("request", fields);
  const isOurs = status >= 500 && (code === undefined || ours.has(code));
  if (isOurs) functionMetrics.count("service_errors_total", { function_kind: "api" });
  else if (status >= 500) functionMetrics.count("provider_problems_total", {});
  flushMetrics(source);
  // Of a function that has run out of time there is none left to wait for the tracker.
  const hasTime = code !== "timeout";
  if (isOurs && hasTime) await trackError({ error, where: operation, ids }, source);
}
