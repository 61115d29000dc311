import { Stack } from "aws-cdk-lib";
import type { Alarm } from "aws-cdk-lib/aws-cloudwatch";
import { Effect, PolicyStatement, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { type ITopic, Subscription, SubscriptionProtocol, Topic } from "aws-cdk-lib/aws-sns";
import { Construct } from "constructs";
import { acknowledge } from "../acknowledge.ts";
import type { Watched } from "../alarms/alarm-definition.ts";
import { allAlarms } from "../alarms/all-alarms.ts";
import type { Deployment } from "../deployment.ts";
import { pascalCase } from "./readable-stack.ts";
import { ServiceAlarm } from "./service-alarm.ts";

export interface AlarmsProps {
  readonly deployment: Deployment;
  readonly watched: Watched;
}

/** The alarms of a stage, and the topic that tells of them. */
export class Alarms extends Construct {
  /** Alarms by what they are about. */
  readonly groups: Readonly<Record<string, readonly Alarm[]>>;
  /** Those that take new code back. */
  readonly takingBack: readonly Alarm[];

  constructor(scope: Construct, id: string, { deployment, watched }: AlarmsProps) {
    super(scope, id);
    const { stage, alarmEmail, runbookUrl } = deployment;
    const topic = alarmTopic(this, alarmEmail);
    const takingBack: Alarm[] = [];
    const groups = Object.entries(allAlarms(watched)).map(([about, definitions]) => {
      const wanted = definitions.filter(({ essential }) => essential || stage.alarms === "all");
      const alarms = wanted.map((definition) => {
        const props = { definition, stageName: stage.name, topic, runbookUrl };
        const { alarm } = new ServiceAlarm(this, pascalCase(definition.name), props);
        if (definition.takesBack) takingBack.push(alarm);
        return alarm;
      });
      return [about, alarms] as const;
    });
    this.groups = Object.fromEntries(groups);
    this.takingBack = takingBack;
  }
}

function alarmTopic(scope: Construct, email: string | undefined): ITopic {
  const topic = new Topic(scope, "Topic", { enforceSSL: true });
  // A topic with a policy of its own has no other: without this its alarms could not tell it.
  topic.addToResourcePolicy(
    new PolicyStatement({
      sid: "AlarmsOfThisAccount",
      effect: Effect.ALLOW,
      principals: [new ServicePrincipal("cloudwatch.amazonaws.com")],
      actions: ["sns:Publish"],
      resources: [topic.topicArn],
      conditions: { StringEquals: { "aws:SourceAccount": Stack.of(scope).account } },
    }),
  );
  if (email !== undefined) subscribe(scope, topic, email);
  return topic as ITopic;
}

function subscribe(scope: Construct, topic: Topic, endpoint: string): void {
  const subscription = new Subscription(scope, "Email", {
    topic: topic as ITopic,
    protocol: SubscriptionProtocol.EMAIL,
    endpoint,
  });
  acknowledge(subscription, {
    "Serverless-SNSRedrivePolicy":
      "A mail that is lost is told again when the alarm ends, and the alarm's state stays.",
  });
}
