import type { MetricValue } from "#schemas/metrics.ts";
import type { Metrics } from "../observability/metrics.ts";
import type { Log, LogFields } from "./log.ts";

export type SecurityEvent = MetricValue<"security_events_total", "kind">;

/** A log line of its own kind, to be found by `kind = "security"`, and the metric of the same name. */
export function tellSecurity(
  event: SecurityEvent,
  fields: LogFields,
  { log, metrics }: { readonly log: Pick<Log, "warn">; readonly metrics: Metrics },
): void {
  log.warn("security event", { ...fields, kind: "security", event });
  metrics.count("security_events_total", { kind: event });
}
