import type { MetricDimensions, MetricName } from "#schemas/metrics.ts";

type PlainName = {
  [Name in MetricName]: keyof MetricDimensions<Name> extends never ? Name : never;
}[MetricName];
type DividedName = Exclude<MetricName, PlainName>;

type NoDimensions = Readonly<Record<string, never>>;

/**
 * Where figures are told. Nothing is sent: they leave with the log, at the end of the invocation.
 * Neither call throws or waits.
 */
export interface Metrics {
  /** That something happened, once or `times` times. Zero times tells nothing. */
  count(name: PlainName, dimensions?: NoDimensions, times?: number): void;
  count<Name extends DividedName>(
    name: Name,
    dimensions: MetricDimensions<Name>,
    times?: number,
  ): void;
  /** A value in the unit of the catalogue: seconds, US dollars. */
  measure(name: PlainName, value: number, dimensions?: NoDimensions): void;
  measure<Name extends DividedName>(
    name: Name,
    value: number,
    dimensions: MetricDimensions<Name>,
  ): void;
}
