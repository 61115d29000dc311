import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { CannotSynthesize } from "../../../cdk/cannot-synthesize.ts";
import { contextKeys, deploymentOf } from "../../../cdk/deployment.ts";
import { stages } from "../../../cdk/stages.ts";
import { synthesizedTemplates } from "../../support/cdk/templates.ts";

const certificateArn = "arn:aws:acm:eu-central-1:123456789012:certificate/0a1b2c3d";
const issuer = {
  tokenIssuer: "https://login.example",
  tokenJwksUri: "https://login.example/keys",
  tokenAudience: "nodesmith",
};

describe("the context of a deployment", () => {
  it("may be empty: then it is the stage for trying, with users of its own", () => {
    expect(deploymentOf({})).toMatchObject({ stage: stages.dev, issuer: undefined, webAcl: false });
  });

  it("says what the stage leaves open", () => {
    const context = { stage: "prod", webAcl: "false", domainName: "a.example.com", certificateArn };
    expect(deploymentOf(context, "eu-central-1")).toMatchObject({
      stage: { name: "prod" },
      webAcl: false,
      domain: { name: "a.example.com", certificateArn },
    });
    expect(deploymentOf({ stage: "prod" }).webAcl).toBe(true);
    expect(deploymentOf({ stage: "dev", webAcl: true }).webAcl).toBe(true);
  });

  it("may hold what the CDK writes into it for itself", () => {
    const own = { "aws:cdk:enable-path-metadata": true, "@aws-cdk/core:newStyle": true };
    expect(deploymentOf(own).stage).toBe(stages.dev);
  });

  const wrong: [string, Record<string, unknown>, string][] = [
    [
      "an unknown stage",
      { stage: "production" },
      'There is no stage "production"; set one of local',
    ],
    ["an unknown name", { domain: "a.example" }, 'There is no context "domain"; there are stage,'],
    [
      "a domain without a certificate",
      { domainName: "a.example.com" },
      'the context "domainName" is not enough: set "certificateArn" too.',
    ],
    ["a certificate without a domain", { certificateArn }, 'set "domainName" too.'],
    [
      "a zone without a domain",
      { hostedZoneId: "Z123" },
      'set "domainName" and "certificateArn" too.',
    ],
    [
      "a certificate of another region",
      { domainName: "a.example.com", certificateArn },
      "is in eu-central-1: set one in us-east-1, where the API is.",
    ],
    ["an issuer without keys", { ...issuer, tokenJwksUri: undefined }, 'set "tokenJwksUri" too.'],
    [
      "an audience alone",
      { tokenAudience: "nodesmith" },
      'set "tokenIssuer" and "tokenJwksUri" too.',
    ],
    [
      "an issuer, and pages of the pool that is then not made",
      { ...issuer, signInPrefix: "acme" },
      "leave one out.",
    ],
    [
      "an issuer without encryption",
      { ...issuer, tokenIssuer: "http://login.example" },
      'The context "tokenIssuer" must be an https URL.',
    ],
    ["a host name that is none", { domainName: "A b" }, 'The context "domainName" must be'],
    ["a certificate that is none", { certificateArn: "abc" }, 'The context "certificateArn" must'],
    ["a flag that is none", { webAcl: "perhaps" }, 'The context "webAcl" must be true or false.'],
    ["an address that is none", { alarmEmail: "me" }, 'The context "alarmEmail" must be an e-mail'],
    ["a reserved prefix", { signInPrefix: "my-aws" }, 'The context "signInPrefix" must be lower'],
    [
      "a callback in the clear",
      { callbackUrls: "http://a.example/" },
      'The context "callbackUrls"',
    ],
  ];

  it.each(wrong)("is refused in one sentence for %s", (_name, context, sentence) => {
    const refusal = () => deploymentOf(context, "us-east-1");
    expect(refusal).toThrow(CannotSynthesize);
    expect(refusal).toThrow(sentence);
    expect(refusal).toThrow(/^[A-Z][^\n]*\.$/);
  });

  it("is described in the docs, name by name", async () => {
    const page = await readFile(resolve(import.meta.dirname, "../../../docs/stack.md"), "utf8");
    const rows = Object.entries(contextKeys).map(
      ([name, { description }]) => `| \`${name}\` | ${description} |`,
    );
    expect(page).toContain(`|---|---|\n${rows.join("\n")}\n\n`);
  });

  it("meets settings that a template cannot have", () => {
    const environment = { CONFIG_FETCH_INTERVAL_MINUTES: "often" };
    expect(() => synthesizedTemplates({ environment })).toThrow(
      'The setting CONFIG_FETCH_INTERVAL_MINUTES cannot be "often"; set the environment variable',
    );
    const empty = synthesizedTemplates({ environment: { CONFIG_FETCH_INTERVAL_MINUTES: "" } });
    expect(JSON.stringify(empty.service)).toContain("rate(60 minutes)");
  });
});
