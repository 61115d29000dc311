import { Duration } from "aws-cdk-lib";
import { type IMetric, MathExpression, Metric } from "aws-cdk-lib/aws-cloudwatch";
import type { IFunction } from "aws-cdk-lib/aws-lambda";
import type { IQueue } from "aws-cdk-lib/aws-sqs";
import {
  type MetricDimensions,
  type MetricName,
  type MetricValue,
  metricNamespace,
} from "#schemas/metrics.ts";
import type { Watched } from "./alarm-definition.ts";

/** How values of a period become one. */
type Statistic = "Sum" | "Maximum" | "p95" | "p50";

/** A series of a metric that the functions emit. */
export interface Emitted {
  readonly name: MetricName;
  readonly dimensions: Readonly<Record<string, string>>;
}

export function ofSeries({ name, dimensions }: Emitted, statistic: Statistic): Metric {
  return new Metric({
    namespace: metricNamespace,
    metricName: name,
    dimensionsMap: { ...dimensions },
    statistic,
  });
}

/** A metric that the functions emit, under one of the sets of dimensions it is published with. */
export function emitted<Name extends MetricName>(
  name: Name,
  dimensions: Partial<MetricDimensions<Name>> = {},
  statistic: Statistic = "Sum",
): Metric {
  const written = Object.entries(dimensions).map(([key, value]) => [key, String(value)]);
  return ofSeries({ name, dimensions: Object.fromEntries(written) }, statistic);
}

export function ofFunction(
  { functionName }: IFunction,
  metricName: "Errors" | "Throttles" | "Invocations" | "Duration" | "ConcurrentExecutions",
  statistic: Statistic = "Sum",
): Metric {
  const dimensionsMap = { FunctionName: functionName };
  return new Metric({ namespace: "AWS/Lambda", metricName, dimensionsMap, statistic });
}

/** Ways in which a function fails: by itself, for want of room, and by what it tells as a fault. */
export const faultsOf = (
  target: IFunction,
  function_kind: MetricValue<"service_errors_total", "function_kind">,
): Metric[] => [
  ofFunction(target, "Errors"),
  ofFunction(target, "Throttles"),
  emitted("service_errors_total", { function_kind }),
];

/** Of all functions of the account in the region. */
export const throttlesOfAll = (): Metric =>
  new Metric({ namespace: "AWS/Lambda", metricName: "Throttles", statistic: "Sum" });

export function ofApi(
  { name, stage }: Watched["api"],
  metricName: "5XXError" | "4XXError" | "Count" | "Latency",
  statistic: Statistic = "Sum",
): Metric {
  const dimensionsMap = { ApiName: name, Stage: stage };
  return new Metric({ namespace: "AWS/ApiGateway", metricName, dimensionsMap, statistic });
}

export function ofQueue(
  { queueName }: IQueue,
  metricName: "ApproximateAgeOfOldestMessage" | "ApproximateNumberOfMessagesVisible",
): Metric {
  const dimensionsMap = { QueueName: queueName };
  return new Metric({ namespace: "AWS/SQS", metricName, dimensionsMap, statistic: "Maximum" });
}

export function ofTable(
  TableName: string,
  metricName: "ReadThrottleEvents" | "WriteThrottleEvents" | "SystemErrors",
  Operation?: string,
): Metric {
  const dimensionsMap = { TableName, ...(Operation === undefined ? {} : { Operation }) };
  return new Metric({ namespace: "AWS/DynamoDB", metricName, dimensionsMap, statistic: "Sum" });
}

export const every = (metric: Metric, minutes: number): Metric =>
  metric.with({ period: Duration.minutes(minutes) });

/** What several metrics come to; one that is not there counts as nothing. */
export function sumOf(minutes: number, label: string, metrics: readonly Metric[]): MathExpression {
  return combined(minutes, label, metrics, (names) =>
    names.map((name) => `FILL(${name}, 0)`).join(" + "),
  );
}

export function highestOf(minutes: number, label: string, metrics: readonly Metric[]) {
  return combined(minutes, label, metrics, (names) => `MAX([${names.join(", ")}])`);
}

/** Percent of all that are `part`; nothing below `least` of them, where a percentage says little. */
export function percentOf(
  minutes: number,
  label: string,
  { part, rest, least }: { part: Metric; rest: Metric; least: number },
): MathExpression {
  const all = "(FILL(m0, 0) + FILL(m1, 0))";
  return combined(
    minutes,
    label,
    [part, rest],
    () => `IF(FILL(m0, 0) >= ${least}, 100 * FILL(m0, 0) / ${all}, 0)`,
  );
}

/** An alarm may look at ten metrics at most. */
function combined(
  minutes: number,
  label: string,
  metrics: readonly Metric[],
  expression: (names: readonly string[]) => string,
): MathExpression {
  if (metrics.length > 10) throw new Error(`"${label}" combines more than ten metrics`);
  const usingMetrics: Record<string, IMetric> = Object.fromEntries(
    metrics.map((metric, index) => [`m${index}`, metric]),
  );
  const period = Duration.minutes(minutes);
  return new MathExpression({
    expression: expression(Object.keys(usingMetrics)),
    usingMetrics,
    period,
    label,
  });
}
