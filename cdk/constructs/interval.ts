import { Duration, Stack } from "aws-cdk-lib";
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import type { IFunction } from "aws-cdk-lib/aws-lambda";
import { CfnSchedule } from "aws-cdk-lib/aws-scheduler";
import { Construct } from "constructs";
import { acknowledge } from "../acknowledge.ts";

export interface IntervalProps {
  readonly target: IFunction;
  /** A whole number. */
  readonly minutes: number;
}

/**
 * Calls a function again and again. The library's own target would allow every version and alias of
 * the function, by a wildcard; this allows the function alone.
 */
export class Interval extends Construct {
  constructor(scope: Construct, id: string, { target, minutes }: IntervalProps) {
    super(scope, id);
    const role = new Role(this, "Role", {
      description: "Lets the schedule call its function",
      assumedBy: new ServicePrincipal("scheduler.amazonaws.com", {
        conditions: { StringEquals: { "aws:SourceAccount": Stack.of(this).account } },
      }),
      inlinePolicies: { permissions: new PolicyDocument({ statements: [invoke(target)] }) },
    });
    new CfnSchedule(this, "Schedule", {
      scheduleExpression: minutes === 1 ? "rate(1 minute)" : `rate(${minutes} minutes)`,
      flexibleTimeWindow: { mode: "OFF" },
      target: {
        arn: target.functionArn,
        roleArn: role.roleArn,
        // The next time is the next try.
        retryPolicy: { maximumRetryAttempts: 0, maximumEventAgeInSeconds: 60 },
      },
    });
    target.configureAsyncInvoke({ retryAttempts: 0, maxEventAge: Duration.minutes(1) });
    acknowledge(target, {
      "Serverless-LambdaAsyncFailureDestination":
        "A call carries nothing that could be lost; the next one does the same work.",
    });
  }
}

function invoke(target: IFunction): PolicyStatement {
  return new PolicyStatement({
    sid: "InvokeTarget",
    actions: ["lambda:InvokeFunction"],
    resources: [target.functionArn],
  });
}
