import * as z from "zod";
import { ofType, type Template } from "./templates.ts";

const Stat = z.object({
  Namespace: z.string(),
  MetricName: z.string(),
  Dimensions: z.array(z.object({ Name: z.string(), Value: z.json() })).default([]),
});
export type WatchedMetric = z.infer<typeof Stat>;

const Properties = z.object({
  AlarmName: z.string(),
  AlarmDescription: z.string(),
  AlarmActions: z.array(z.json()),
  OKActions: z.array(z.json()),
  TreatMissingData: z.enum(["notBreaching", "breaching", "ignore"]),
  ComparisonOperator: z.string(),
  Threshold: z.number(),
  Metrics: z
    .array(
      z.object({
        Expression: z.string().optional(),
        MetricStat: z.object({ Metric: Stat, Period: z.number() }).optional(),
      }),
    )
    .optional(),
  ...Stat.partial().shape,
});

export interface TemplateAlarm {
  /** Without product and stage: `dead-letters`. */
  readonly name: string;
  readonly properties: z.infer<typeof Properties>;
  readonly watches: readonly WatchedMetric[];
}

/** The alarms of a template with the metrics that each looks at. */
export function alarmsOf(template: Template): TemplateAlarm[] {
  return ofType(template, "AWS::CloudWatch::Alarm").map(([, resource]) => {
    const properties = Properties.parse(resource.Properties);
    const single = Stat.safeParse(properties).data;
    const combined = (properties.Metrics ?? []).flatMap(({ MetricStat }) =>
      MetricStat ? [MetricStat.Metric] : [],
    );
    return {
      name: properties.AlarmName.split("-").slice(2).join("-"),
      properties,
      watches: single ? [single] : combined,
    };
  });
}

/** The logical ids of the functions, queues or tables that alarms look at by this metric. */
export function watchedBy(alarms: readonly TemplateAlarm[], namespace: string, metric: string) {
  return new Set(
    alarms
      .flatMap(({ watches }) => watches)
      .filter(({ Namespace, MetricName }) => Namespace === namespace && MetricName === metric)
      .flatMap(({ Dimensions }) => Dimensions.map(({ Value }) => idIn(Value))),
  );
}

function idIn(value: unknown): string {
  return (
    /"Ref":"(\w+)"|"Fn::GetAtt":\["(\w+)"/.exec(JSON.stringify(value))?.slice(1).find(Boolean) ?? ""
  );
}
