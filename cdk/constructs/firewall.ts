import { ArnFormat, Stack } from "aws-cdk-lib";
import type { Stage as ApiStage } from "aws-cdk-lib/aws-apigateway";
import { LogGroup } from "aws-cdk-lib/aws-logs";
import { CfnLoggingConfiguration, CfnWebACL, CfnWebACLAssociation } from "aws-cdk-lib/aws-wafv2";
import { Construct } from "constructs";
import type { Stage } from "../stages.ts";
import { removalOf } from "./removal.ts";

/** Requests of one address in five minutes, some 33 a second; tenants have limits of their own. */
const mostRequestsOfAddress = 10_000;

/**
 * Declared lengths over 1,048,576 bytes, the most that any endpoint takes. The body itself cannot be
 * asked: the firewall sees its first 16 KB. One without a declared length is left to the endpoint.
 */
export const tooLong =
  "^(104857[7-9]|10485[89][0-9]|1048[6-9][0-9]{2}|1049[0-9]{3}|10[5-9][0-9]{4}|1[1-9][0-9]{5}|[2-9][0-9]{6}|[1-9][0-9]{7,})$";

/**
 * Groups of rules that AWS keeps, each with those of its rules that look into bodies. Our bodies are
 * code, schemas and prompts, which look like attacks and are longer than 8 KB, so that these rules
 * only count.
 * https://docs.aws.amazon.com/waf/latest/developerguide/aws-managed-rule-groups-baseline.html
 */
export const managedGroups: Readonly<Record<string, readonly string[]>> = {
  AWSManagedRulesAmazonIpReputationList: [],
  AWSManagedRulesCommonRuleSet: [
    "SizeRestrictions_BODY",
    "EC2MetaDataSSRF_BODY",
    "GenericLFI_BODY",
    "GenericRFI_BODY",
    "CrossSiteScripting_BODY",
  ],
  AWSManagedRulesKnownBadInputsRuleSet: [
    "JavaDeserializationRCE_BODY",
    "Log4JRCE_BODY",
    "ReactJSRCE_BODY",
  ],
};

/** Turns away floods, bodies that are too large, and what AWS knows as attacks. */
export class Firewall extends Construct {
  /** Of its metrics. */
  readonly name: string;

  constructor(scope: Construct, id: string, { stage, api }: { stage: Stage; api: ApiStage }) {
    super(scope, id);
    this.name = `nodesmith-${stage.name}`;
    const acl = new CfnWebACL(this, "Acl", {
      name: this.name,
      scope: "REGIONAL",
      defaultAction: { allow: {} },
      visibilityConfig: visible(this.name),
      rules: [...ownRules(), ...managedRules()].map((rule, priority) => ({ ...rule, priority })),
    });
    new CfnWebACLAssociation(this, "Association", {
      resourceArn: api.stageArn,
      webAclArn: acl.attrArn,
    });
    logRefusals(this, stage, acl);
  }
}

type Rule = Omit<CfnWebACL.RuleProperty, "priority">;

function ownRules(): Rule[] {
  return [
    {
      name: "FloodOfOneAddress",
      action: { block: {} },
      statement: {
        rateBasedStatement: {
          aggregateKeyType: "IP",
          limit: mostRequestsOfAddress,
          evaluationWindowSec: 300,
        },
      },
      visibilityConfig: visible("FloodOfOneAddress"),
    },
    {
      name: "BodyTooLarge",
      action: { block: {} },
      statement: {
        regexMatchStatement: {
          fieldToMatch: { singleHeader: { Name: "content-length" } },
          regexString: tooLong,
          textTransformations: [{ priority: 0, type: "NONE" }],
        },
      },
      visibilityConfig: visible("BodyTooLarge"),
    },
  ];
}

function managedRules(): Rule[] {
  return Object.entries(managedGroups).map(([name, ofBodies]) => ({
    name,
    overrideAction: { none: {} },
    statement: {
      managedRuleGroupStatement: {
        vendorName: "AWS",
        name,
        ruleActionOverrides: ofBodies.map((rule) => ({
          name: rule,
          actionToUse: { count: {} },
        })),
      },
    },
    visibilityConfig: visible(name),
  }));
}

/** Samples would show headers and bodies of callers in the console. */
function visible(metricName: string): CfnWebACL.VisibilityConfigProperty {
  return { cloudWatchMetricsEnabled: true, sampledRequestsEnabled: false, metricName };
}

/** What was refused and why, without tokens; what was let through is in the access log. */
function logRefusals(scope: Firewall, stage: Stage, acl: CfnWebACL): void {
  const logs = new LogGroup(scope, "Logs", {
    // The service writes only to names that begin like this.
    logGroupName: `aws-waf-logs-${scope.name}`,
    retention: stage.logRetentionDays,
    removalPolicy: removalOf(stage),
  });
  new CfnLoggingConfiguration(scope, "Logging", {
    resourceArn: acl.attrArn,
    logDestinationConfigs: [
      Stack.of(scope).formatArn({
        service: "logs",
        resource: "log-group",
        resourceName: logs.logGroupName,
        arnFormat: ArnFormat.COLON_RESOURCE_NAME,
      }),
    ],
    redactedFields: [
      { singleHeader: { Name: "authorization" } },
      { singleHeader: { Name: "cookie" } },
      // Tickets of event streams are in it.
      { queryString: {} },
    ],
    loggingFilter: {
      DefaultBehavior: "DROP",
      Filters: [
        {
          Behavior: "KEEP",
          Requirement: "MEETS_ANY",
          Conditions: [{ ActionCondition: { Action: "BLOCK" } }],
        },
      ],
    },
  });
}
