import { Alarm, ComparisonOperator, TreatMissingData } from "aws-cdk-lib/aws-cloudwatch";
import { SnsAction } from "aws-cdk-lib/aws-cloudwatch-actions";
import type { ITopic } from "aws-cdk-lib/aws-sns";
import { Construct } from "constructs";
import type { AlarmDefinition } from "../alarms/alarm-definition.ts";

export interface ServiceAlarmProps {
  readonly definition: AlarmDefinition;
  readonly stageName: string;
  readonly topic: ITopic;
  /** Where the section of each alarm is found, by its name as the fragment. */
  readonly runbookUrl: string;
}

const silence = {
  fine: TreatMissingData.NOT_BREACHING,
  fault: TreatMissingData.BREACHING,
  unknown: TreatMissingData.IGNORE,
} as const;

/** An alarm that says whom it hurts and where to read on, and tells when it is over too. */
export class ServiceAlarm extends Construct {
  readonly alarm: Alarm;

  constructor(scope: Construct, id: string, props: ServiceAlarmProps) {
    super(scope, id);
    const { definition, topic } = props;
    const { over, of } = definition.points ?? { over: 1, of: 1 };
    this.alarm = new Alarm(this, "Resource", {
      alarmName: `nodesmith-${props.stageName}-${definition.name}`,
      alarmDescription: `${definition.impact} What to do: ${props.runbookUrl}#${definition.name}`,
      metric: definition.metric,
      ...threshold(definition),
      datapointsToAlarm: over,
      evaluationPeriods: of,
      treatMissingData: silence[definition.silence],
    });
    this.alarm.addAlarmAction(new SnsAction(topic));
    this.alarm.addOkAction(new SnsAction(topic));
  }
}

function threshold({ name, above, below }: AlarmDefinition) {
  if (above !== undefined) {
    return { threshold: above, comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD };
  }
  if (below !== undefined) {
    return { threshold: below, comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD };
  }
  throw new Error(`the alarm ${name} has no threshold`);
}
