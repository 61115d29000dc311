import { Duration } from "aws-cdk-lib";
import {
  type Alarm,
  AlarmStatusWidget,
  AlarmWidget,
  Dashboard,
  GraphWidget,
  type IMetric,
  type IWidget,
  TextWidget,
} from "aws-cdk-lib/aws-cloudwatch";
import { Construct } from "constructs";
import { type MetricName, metricNames, metricSets, metrics } from "#schemas/metrics.ts";
import type { Watched } from "../alarms/alarm-definition.ts";
import { type Emitted, ofApi, ofFunction, ofQueue, ofSeries } from "../alarms/watched-metrics.ts";

export interface OverviewProps {
  readonly name: string;
  readonly alarms: Readonly<Record<string, readonly Alarm[]>>;
  readonly watched: Watched;
}

/** Dashboards are 24 wide. */
const third = { width: 8, height: 6 };

/**
 * The dashboard: the state of all alarms, the traffic, each alarm's metric with its threshold, and
 * every metric that the functions emit.
 */
export class Overview extends Construct {
  constructor(scope: Construct, id: string, { name, alarms, watched }: OverviewProps) {
    super(scope, id);
    const states = new AlarmStatusWidget({
      title: "Alarms",
      alarms: Object.values(alarms).flat(),
      width: 24,
      height: 4,
    });
    new Dashboard(this, "Resource", {
      dashboardName: name,
      defaultInterval: Duration.hours(3),
      widgets: [
        [states],
        traffic(watched),
        ...Object.entries(alarms).flatMap(([about, ofGroup]) => [
          [heading(about)],
          ofGroup.map((alarm) => thresholdOf(alarm)),
        ]),
        [heading("What the functions tell")],
        metricNames.map((metric) => emittedWidget(metric)),
      ],
    });
  }
}

function traffic({ api, functions, queue, deadLetters }: Watched): IWidget[] {
  return [
    graph("Calls", [ofApi(api, "Count"), ofApi(api, "4XXError"), ofApi(api, "5XXError")]),
    graph("Latency, ms", [ofApi(api, "Latency", "p50"), ofApi(api, "Latency", "p95")]),
    graph("Queue", [
      ofQueue(queue, "ApproximateNumberOfMessagesVisible"),
      ofQueue(deadLetters, "ApproximateNumberOfMessagesVisible"),
    ]),
    graph("Running at once", [
      ofFunction(functions.worker, "ConcurrentExecutions", "Maximum"),
      ofFunction(functions.sandbox, "ConcurrentExecutions", "Maximum"),
    ]),
  ];
}

const heading = (text: string) => new TextWidget({ markdown: `## ${text}`, width: 24, height: 1 });

const graph = (title: string, left: IMetric[]) => new GraphWidget({ title, left, ...third });

function thresholdOf(alarm: Alarm): IWidget {
  return new AlarmWidget({ title: alarm.node.path.split("/").at(-2) ?? "", alarm, ...third });
}

/** All series of a metric, by its first set of dimensions: the one that tells most. */
function emittedWidget(name: MetricName): IWidget {
  const [dimensions = []] = metricSets(name);
  const { unit }: { unit: string } = metrics[name];
  return graph(
    name,
    seriesOf(name, dimensions).map((series) =>
      ofSeries(series, unit === "Seconds" ? "p95" : "Sum"),
    ),
  );
}

function seriesOf(name: MetricName, dimensions: readonly string[]): Emitted[] {
  const values: Readonly<Record<string, readonly string[]>> = metrics[name].dimensions;
  return dimensions.reduce<Emitted[]>(
    (all, dimension) =>
      all.flatMap((series) =>
        (values[dimension] ?? []).map((value) => ({
          name,
          dimensions: { ...series.dimensions, [dimension]: value },
        })),
      ),
    [{ name, dimensions: {} }],
  );
}
