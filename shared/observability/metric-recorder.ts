import { type MetricName, metricNamespace, metricSets, metrics } from "#schemas/metrics.ts";
import type { Metrics } from "./metrics.ts";

/** Metrics kept until the end of an invocation, when they leave as lines of the log. */
export interface MetricRecorder extends Metrics {
  /** The lines of what was told since the last call, none where nothing was. */
  take(now: Date): string[];
}

/** Checked against the catalogue where they are told. */
type Dimensions = object;

interface Series {
  readonly name: MetricName;
  readonly dimensions: Dimensions;
  readonly values: number[];
}

/** CloudWatch takes no more values of one metric in one line. */
const mostValues = 100;

/**
 * Records in CloudWatch's embedded metric format: the log is read for metrics, so that no function
 * waits for a call or holds a client. Counts of one series are added up, measurements kept.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export function metricRecorder(): MetricRecorder {
  let kept = new Map<string, Series>();
  const seriesOf = (name: MetricName, dimensions: Dimensions): Series => {
    const key = JSON.stringify([name, dimensions]);
    const series = kept.get(key) ?? { name, dimensions, values: [] };
    kept.set(key, series);
    return series;
  };
  return {
    count(name: MetricName, dimensions: Dimensions = {}, times = 1) {
      if (times === 0) return;
      const { values } = seriesOf(name, dimensions);
      values[0] = (values[0] ?? 0) + times;
    },
    measure(name: MetricName, value: number, dimensions: Dimensions = {}) {
      if (Number.isFinite(value)) seriesOf(name, dimensions).values.push(value);
    },
    take(now) {
      const all = [...kept.values()];
      kept = new Map();
      return all.length === 0 ? [] : linesOf(all, now);
    },
  };
}

/** Metrics of the same dimensions share a line: one that had two values of a dimension is not valid. */
function linesOf(all: readonly Series[], now: Date): string[] {
  const groups = Map.groupBy(all.flatMap(inParts), ({ name, dimensions }) =>
    JSON.stringify([dimensions, metricSets(name)]),
  );
  return [...groups.values()].flatMap((group) => {
    const lines = Map.groupBy(group, ({ part }) => part);
    return [...lines.values()].map((line) => lineOf(line, now));
  });
}

const inParts = ({ values, ...series }: Series): (Series & { readonly part: number })[] =>
  Array.from({ length: Math.ceil(values.length / mostValues) }, (_, part) => ({
    ...series,
    part,
    values: values.slice(part * mostValues, (part + 1) * mostValues),
  }));

function lineOf(group: readonly Series[], now: Date): string {
  const [first] = group;
  if (first === undefined) throw new Error("a line of no metrics");
  return JSON.stringify({
    timestamp: now.toISOString(),
    level: "info",
    message: "metrics",
    _aws: {
      Timestamp: now.getTime(),
      CloudWatchMetrics: [
        {
          Namespace: metricNamespace,
          Dimensions: metricSets(first.name),
          Metrics: group.map(({ name }) => ({ Name: name, Unit: metrics[name].unit })),
        },
      ],
    },
    ...first.dimensions,
    ...Object.fromEntries(group.map(({ name, values }) => [name, oneOrMore(values)])),
  });
}

const oneOrMore = (values: readonly number[]): number | readonly number[] => {
  const [first = 0, ...others] = values;
  return others.length === 0 ? first : values;
};
