import { describe, expect, it } from "vitest";
import { metricNames, metricSets, metrics } from "#schemas/metrics.ts";

/** What it costs: CloudWatch bills by the series. */
const mostSeries = 100;

/** CloudWatch refuses a metric with more. */
const mostDimensions = 30;

const valuesOf = (name: (typeof metricNames)[number], dimension: string): readonly string[] => {
  const dimensions: Readonly<Record<string, readonly string[]>> = metrics[name].dimensions;
  return dimensions[dimension] ?? [];
};

const seriesOf = (name: (typeof metricNames)[number]): number =>
  metricSets(name)
    .map((set) => set.reduce((series, one) => series * valuesOf(name, one).length, 1))
    .reduce((sum, one) => sum + one, 0);

describe("the metrics", () => {
  it("make at most 100 series in all", () => {
    const series = metricNames.map(seriesOf).reduce((sum, one) => sum + one, 0);
    expect(series).toBeGreaterThan(metricNames.length);
    expect(series).toBeLessThanOrEqual(mostSeries);
  });

  it.each(metricNames)("%s is published only under dimensions that it has", (name) => {
    const has = Object.keys(metrics[name].dimensions);
    const used = new Set(metricSets(name).flat());
    expect([...used].sort()).toEqual(has.sort());
    expect(has.length).toBeLessThanOrEqual(mostDimensions);
  });

  it.each(metricNames)("%s has a name and values that need no quoting, each once", (name) => {
    const words = Object.entries(metrics[name].dimensions).flatMap(([dimension, values]) => {
      expect(new Set(values).size).toBe(values.length);
      return [dimension, ...values];
    });
    for (const word of [name, ...words]) expect(word).toMatch(/^[a-z][a-z_]*$/);
  });
});
