import { Stack } from "aws-cdk-lib";
import type { Alarm } from "aws-cdk-lib/aws-cloudwatch";
import { CfnApplication, CfnDeploymentGroup } from "aws-cdk-lib/aws-codedeploy";
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import type { Alias, CfnAlias } from "aws-cdk-lib/aws-lambda";
import { Construct } from "constructs";
import type { FunctionNeeds } from "#schemas/functions.ts";
import { pascalCase } from "./readable-stack.ts";

/** Of an alias that always leads to the code in use. */
export const aliasName = "live";

/**
 * Whether new code of a function gets a tenth of its calls first: what every call needs, what spends
 * money, and what changes configurations and keys.
 */
export function isShifted(name: string, needs: FunctionNeeds): boolean {
  const each = ["authorizer", "generate-node", "worker"];
  return each.includes(name) || needs.grants.includes("configs:write");
}

export interface TrafficShiftProps {
  /** By the names of their functions. */
  readonly aliases: ReadonlyMap<string, Alias>;
  /** Those that take new code back. */
  readonly alarms: readonly Alarm[];
}

/**
 * How aliases go to new versions: a tenth of the calls for five minutes, then all; at an alarm all
 * go back to the version before, and the deployment of the stack fails and is taken back as well.
 */
export class TrafficShift extends Construct {
  constructor(scope: Construct, id: string, { aliases, alarms }: TrafficShiftProps) {
    super(scope, id);
    const application = new CfnApplication(this, "Application", { computePlatform: "Lambda" });
    const role = shiftingRole(this, [...aliases.values()], alarms);
    for (const [name, alias] of aliases) {
      const group = new CfnDeploymentGroup(this, pascalCase(name), {
        applicationName: application.ref,
        serviceRoleArn: role.roleArn,
        deploymentConfigName: "CodeDeployDefault.LambdaCanary10Percent5Minutes",
        deploymentStyle: {
          deploymentType: "BLUE_GREEN",
          deploymentOption: "WITH_TRAFFIC_CONTROL",
        },
        alarmConfiguration: {
          enabled: true,
          alarms: alarms.map(({ alarmName }) => ({ name: alarmName })),
        },
        autoRollbackConfiguration: {
          enabled: true,
          events: ["DEPLOYMENT_FAILURE", "DEPLOYMENT_STOP_ON_ALARM", "DEPLOYMENT_STOP_ON_REQUEST"],
        },
      });
      const { cfnOptions } = alias.node.defaultChild as CfnAlias;
      cfnOptions.updatePolicy = {
        codeDeployLambdaAliasUpdate: {
          applicationName: application.ref,
          deploymentGroupName: group.ref,
        },
      };
    }
  }
}

/** The library's role may change every alias of the account; this one those it is for. */
function shiftingRole(scope: Construct, aliases: readonly Alias[], alarms: readonly Alarm[]): Role {
  const statements = [
    new PolicyStatement({
      sid: "ShiftAliases",
      actions: ["lambda:GetAlias", "lambda:UpdateAlias", "lambda:GetProvisionedConcurrencyConfig"],
      // Named by their functions: the aliases themselves come after this role.
      resources: aliases.map(({ lambda }) => `${lambda.functionArn}:${aliasName}`),
    }),
    new PolicyStatement({
      sid: "WatchAlarms",
      actions: ["cloudwatch:DescribeAlarms"],
      resources: alarms.map(({ alarmArn }) => alarmArn),
    }),
  ];
  return new Role(scope, "Role", {
    description: "Lets deployments shift calls to new versions of functions",
    assumedBy: new ServicePrincipal("codedeploy.amazonaws.com", {
      conditions: { StringEquals: { "aws:SourceAccount": Stack.of(scope).account } },
    }),
    inlinePolicies: { permissions: new PolicyDocument({ statements }) },
  });
}
