import { describe, expect, it } from "vitest";
import { backgroundFunctions, type FunctionNeeds } from "#schemas/functions.ts";
import { type Route, routes } from "#schemas/routes.ts";
import { settings } from "#schemas/settings.ts";
import { pascalCase } from "../../../cdk/constructs/readable-stack.ts";
import { isShifted } from "../../../cdk/constructs/traffic-shift.ts";
import { apiMethods } from "../../support/cdk/api-methods.ts";
import {
  ofType,
  resource,
  synthesizedTemplates,
  type Template,
  wholeProduction,
} from "../../support/cdk/templates.ts";

const { service } = wholeProduction();
const functions: [string, FunctionNeeds][] = Object.entries({ ...routes, ...backgroundFunctions });
const shifted = functions.filter(([name, needs]) => isShifted(name, needs)).map(([name]) => name);
const aliasOf = (name: string) => `${pascalCase(name)}FunctionAliaslive`;

describe("new code in production", () => {
  it("is shifted to where it could do most harm", () => {
    expect(shifted).toEqual(
      expect.arrayContaining([
        "authorizer",
        "config-refresh",
        "create-llm-config",
        "delete-llm-config",
        "generate-node",
        "update-llm-config",
        "worker",
      ]),
    );
    const aliases = ofType(service, "AWS::Lambda::Alias").map(([id]) => id);
    expect(aliases.sort()).toEqual(shifted.map(aliasOf).sort());
  });

  it.each(shifted)("of %s gets a tenth of the calls, and is taken back at an alarm", (name) => {
    const group = `Release${pascalCase(name)}`;
    expect(service.Resources[aliasOf(name)]).toMatchObject({
      UpdatePolicy: {
        CodeDeployLambdaAliasUpdate: {
          ApplicationName: { Ref: "ReleaseApplication" },
          DeploymentGroupName: { Ref: group },
        },
      },
    });
    expect(resource(service, group).Properties).toMatchObject({
      DeploymentConfigName: "CodeDeployDefault.LambdaCanary10Percent5Minutes",
      AlarmConfiguration: {
        Enabled: true,
        Alarms: [
          { Name: { Ref: "AlarmsApiServerErrors" } },
          { Name: { Ref: "AlarmsAuthorizerFailing" } },
          { Name: { Ref: "AlarmsWorkerFailing" } },
        ],
      },
      AutoRollbackConfiguration: {
        Enabled: true,
        Events: expect.arrayContaining(["DEPLOYMENT_FAILURE", "DEPLOYMENT_STOP_ON_ALARM"]),
      },
    });
  });

  it("is called through the alias by everybody who calls", () => {
    const through = (value: unknown, name: string) => {
      const text = JSON.stringify(value);
      expect(text).toContain(`"${aliasOf(name)}"`);
      expect(text).not.toContain(`"${pascalCase(name)}Function"`);
    };
    const methods = apiMethods(service);
    for (const name of shifted) {
      const route = Object.entries<Route>(routes).find(([operation]) => operation === name)?.[1];
      if (route) through(methods.get(`${route.method} ${route.path}`)?.Integration.Uri, name);
    }
    through(resource(service, "ApiAuthorizer").Properties.AuthorizerUri, "authorizer");
    through(resource(service, "GenerationConsumer").Properties.FunctionName, "worker");
    through(resource(service, "CreateLlmConfigFunction").Properties.Environment, "worker");
    const { Target } = resource(service, "ConfigRefreshScheduleSchedule").Properties;
    through(Target, "config-refresh");
    // Those who may call the function itself would get code that nobody has tried.
    for (const [id, { Properties }] of ofType(service, "AWS::IAM::Role")) {
      if (id === "ReleaseRole") continue;
      expect(JSON.stringify(Properties), id).not.toContain('"Fn::GetAtt":["WorkerFunction","Arn"]');
    }
  });

  it("comes with its settings: a version keeps those it was made with", () => {
    const parameters = Object.keys(service.Parameters);
    expect(parameters).toEqual([]);
    const environment = { SYNC_WAIT_SECONDS: "7", LLM_PROVIDER: "claude" };
    const { service: other } = synthesizedTemplates({ stage: "prod", environment });
    expect(JSON.stringify(resource(other, "GenerateNodeFunction"))).toContain(
      '"SYNC_WAIT_SECONDS":"7"',
    );
    const versionsOf = (template: Template) =>
      ofType(template, "AWS::Lambda::Version").map(([id]) => id);
    const before = versionsOf(synthesizedTemplates({ stage: "prod" }).service);
    const changed = versionsOf(other).filter((id) => !before.includes(id));
    expect(changed.map((id) => id.replace(/FunctionCurrentVersion.*/, ""))).toEqual(
      expect.arrayContaining(["GenerateNode", "Worker"]),
    );
    expect(changed.some((id) => id.startsWith("DeleteLlmConfig"))).toBe(false);
  });

  it("takes only settings that their functions accept", () => {
    const environment = { LLM_PROVIDER: "nobody" };
    expect(() => synthesizedTemplates({ stage: "prod", environment })).toThrow(
      `The setting LLM_PROVIDER cannot be "nobody"; set the environment variable to another value (${settings.LLM_PROVIDER.description}).`,
    );
  });
});

describe("other stages", () => {
  it.each(["local", "dev", "staging"])("as %s have new code at once", (stage) => {
    const { service: template } = synthesizedTemplates({ stage });
    expect(ofType(template, "AWS::Lambda::Alias")).toEqual([]);
    expect(ofType(template, "AWS::CodeDeploy::DeploymentGroup")).toEqual([]);
  });
});
