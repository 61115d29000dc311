import type { MetricDimensions, MetricName } from "#schemas/metrics.ts";

/** Dimensions may be left out where a metric has none. */
type Given<Name extends MetricName> = keyof MetricDimensions<Name> extends never
  ? [dimensions?: Record<never, never>]
  : [dimensions: MetricDimensions<Name>];

type Counted<Name extends MetricName> = [...Given<Name>, times?: number];

/**
 * Where figures are told. Nothing is sent: they leave with the log, at the end of the invocation.
 * Neither call throws or waits.
 */
export interface Metrics {
  /** That something happened, once or `times` times. Zero times tells nothing. */
  count<Name extends MetricName>(name: Name, ...counted: Counted<Name>): void;
  /** A value in the unit of the catalogue: seconds, US dollars. */
  measure<Name extends MetricName>(name: Name, value: number, ...given: Given<Name>): void;
}

/** Tells nobody. */
export const noMetrics: Metrics = { count: () => {}, measure: () => {} };
