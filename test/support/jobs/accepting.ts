import type { IdempotencyStore } from "#shared/idempotency/idempotency.ts";
import type { Metrics } from "#shared/observability/metrics.ts";

/** Tells nobody. */
export const noMetrics: Metrics = { count: () => {}, measure: () => {} };

/** What accepting a generation needs besides stores, with room for all that a test accepts. */
export const accepting = {
  newTicketKey: () => "t".repeat(43),
  limits: { mostInFlight: 100, dayMicroUsd: 1_000_000_000, jobMicroUsd: 1_000_000 },
  metrics: noMetrics,
};

/** No key came before. */
export const noKeys: IdempotencyStore = { find: async () => undefined };
