import { describe, expect, it } from "vitest";
import * as z from "zod";
import { mostBodyBytes } from "#shared/http/parse-json.ts";
import { tooLong } from "../../../cdk/constructs/firewall.ts";
import {
  ofType,
  resource,
  synthesizedTemplates,
  wholeProduction,
} from "../../support/cdk/templates.ts";

const { service } = wholeProduction();

const Rule = z.object({
  Name: z.string(),
  Priority: z.number(),
  Action: z.json().optional(),
  Statement: z.object({
    RateBasedStatement: z.json().optional(),
    RegexMatchStatement: z.json().optional(),
    ManagedRuleGroupStatement: z
      .object({
        Name: z.string(),
        VendorName: z.literal("AWS"),
        RuleActionOverrides: z.array(
          z.object({ Name: z.string(), ActionToUse: z.object({ Count: z.object({}) }) }),
        ),
      })
      .optional(),
  }),
});

const rules = z.array(Rule).parse(resource(service, "ApiFirewallAcl").Properties.Rules);
const named = (name: string) => rules.find(({ Name }) => Name === name);

describe("the firewall of production", () => {
  it("stands before the stage of the API", () => {
    const { Properties } = resource(service, "ApiFirewallAssociation");
    expect(JSON.stringify(Properties.ResourceArn)).toContain("/stages/");
    expect(Properties.WebACLArn).toEqual({ "Fn::GetAtt": ["ApiFirewallAcl", "Arn"] });
    expect(rules.map(({ Priority }) => Priority)).toEqual(rules.map((_, index) => index));
  });

  it("only counts what the rules of AWS find in bodies: they are code and prompts", () => {
    const counted = rules.flatMap(({ Statement: { ManagedRuleGroupStatement: group } }) =>
      group ? [[group.Name, group.RuleActionOverrides.map(({ Name }) => Name)]] : [],
    );
    // By the documentation of the groups, all of their rules that inspect a body.
    expect(counted).toEqual([
      ["AWSManagedRulesAmazonIpReputationList", []],
      [
        "AWSManagedRulesCommonRuleSet",
        [
          "SizeRestrictions_BODY",
          "EC2MetaDataSSRF_BODY",
          "GenericLFI_BODY",
          "GenericRFI_BODY",
          "CrossSiteScripting_BODY",
        ],
      ],
      [
        "AWSManagedRulesKnownBadInputsRuleSet",
        ["JavaDeserializationRCE_BODY", "Log4JRCE_BODY", "ReactJSRCE_BODY"],
      ],
    ]);
  });

  it("refuses bodies over 1 MB by what they say of their length", () => {
    expect(named("BodyTooLarge")).toMatchObject({
      Action: { Block: {} },
      Statement: {
        RegexMatchStatement: {
          FieldToMatch: { SingleHeader: { Name: "content-length" } },
          RegexString: tooLong,
        },
      },
    });
    const refuses = (length: number) => new RegExp(tooLong).test(String(length));
    for (const length of [0, 8_193, 999_999, 1_000_000, 1_040_000, mostBodyBytes]) {
      expect(refuses(length), String(length)).toBe(false);
    }
    const above = Array.from({ length: 3_000 }, (_, step) => mostBodyBytes + 1 + step * 977);
    for (const length of [...above, 9_999_999, 10_000_000, 123_456_789_012]) {
      expect(refuses(length), String(length)).toBe(true);
    }
  });

  it("refuses floods of one address", () => {
    expect(named("FloodOfOneAddress")).toMatchObject({
      Action: { Block: {} },
      Statement: {
        RateBasedStatement: { AggregateKeyType: "IP", Limit: 10_000, EvaluationWindowSec: 300 },
      },
    });
  });

  it("logs what it refused, without tokens and tickets", () => {
    const { Properties } = resource(service, "ApiFirewallLogging");
    expect(Properties.RedactedFields).toEqual([
      { SingleHeader: { Name: "authorization" } },
      { SingleHeader: { Name: "cookie" } },
      { QueryString: {} },
    ]);
    expect(resource(service, "ApiFirewallLogs").Properties.LogGroupName).toBe(
      "aws-waf-logs-nodesmith-prod",
    );
  });
});

describe("a firewall", () => {
  it("is a matter of the stage, and of the context", () => {
    const acls = (stage: string, context: Record<string, boolean> = {}) =>
      ofType(synthesizedTemplates({ stage, context }).service, "AWS::WAFv2::WebACL").length;
    expect([acls("dev"), acls("dev", { webAcl: true })]).toEqual([0, 1]);
  });
});

describe("an own domain", () => {
  it("leads to the API by TLS 1.2 or newer, and nothing else does", () => {
    expect(resource(service, "ApiDomainName").Properties).toMatchObject({
      DomainName: "api.example.com",
      SecurityPolicy: "TLS_1_2",
      EndpointConfiguration: { Types: ["REGIONAL"] },
    });
    expect(resource(service, "ApiRest").Properties.DisableExecuteApiEndpoint).toBe(true);
    expect(ofType(service, "AWS::ApiGateway::BasePathMapping").length).toBe(1);
    expect(service.Outputs.ApiUrl).toMatchObject({ Value: "https://api.example.com/" });
  });

  it("has its record where the zone is known", () => {
    expect(resource(service, "ApiDomainRecord").Properties).toMatchObject({
      HostedZoneId: "Z0123456789",
      Name: "api.example.com",
      Type: "A",
    });
  });
});
