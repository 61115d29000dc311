import { describe, expect, it } from "vitest";
import { backgroundFunctions } from "#schemas/functions.ts";
import { type Grant, grants } from "#schemas/grants.ts";
import { routes } from "#schemas/routes.ts";
import { pascalCase } from "../../../cdk/constructs/readable-stack.ts";
import { permissionsOf as statementsOf } from "../../../cdk/grants.ts";
import { managedPoliciesOf, permissionsOf } from "../../support/cdk/permissions.ts";
import { permissionsDocument } from "../../support/cdk/permissions-document.ts";
import { ofType, wholeProduction } from "../../support/cdk/templates.ts";

/** The validator does not know the names of actions, so a misspelt one would pass it. */
const knownActions = [
  "cloudwatch:DescribeAlarms",
  "dynamodb:BatchGetItem",
  "dynamodb:BatchWriteItem",
  "dynamodb:ConditionCheckItem",
  "dynamodb:DeleteItem",
  "dynamodb:DescribeTable",
  "dynamodb:GetItem",
  "dynamodb:PutItem",
  "dynamodb:Query",
  "dynamodb:UpdateItem",
  "lambda:GetAlias",
  "lambda:GetFunctionConfiguration",
  "lambda:GetProvisionedConcurrencyConfig",
  "lambda:InvokeFunction",
  "lambda:UpdateAlias",
  "logs:CreateLogStream",
  "logs:PutLogEvents",
  "secretsmanager:CreateSecret",
  "secretsmanager:DeleteSecret",
  "secretsmanager:GetSecretValue",
  "secretsmanager:PutSecretValue",
  "secretsmanager:TagResource",
  "secretsmanager:UpdateSecretVersionStage",
  "sqs:DeleteMessage",
  "sqs:GetQueueAttributes",
  "sqs:ReceiveMessage",
  "sqs:SendMessage",
];

/** Those that cannot be asked without the keys of their items. */
const keyedActions = [
  "BatchGetItem",
  "BatchWriteItem",
  "ConditionCheckItem",
  "DeleteItem",
  "GetItem",
  "PutItem",
  "Query",
  "UpdateItem",
];

const { data, service } = wholeProduction();
const permissions = permissionsOf(service);

describe("what the functions may do", () => {
  it("is what the document lists, function by function", async () => {
    await expect(permissionsDocument(permissions)).toMatchFileSnapshot(
      "../../../docs/permissions.md",
    );
  });

  it("uses known actions only, and none by a wildcard", () => {
    expect(permissions.map(({ action }) => action)).toSatisfy((actions: string[]) =>
      actions.every((action) => knownActions.includes(action)),
    );
    const granted = Object.values<Grant>(grants).flatMap(({ actions }) => actions);
    expect(granted.filter((action) => !knownActions.includes(action))).toEqual([]);
  });

  it("names every resource, none by a wildcard but secrets that functions make", () => {
    const made = /:secret:nodesmith\/prod\/\*$/;
    const wide = permissions.filter(({ resource }) => resource.includes("*"));
    expect(wide.filter(({ resource }) => !made.test(resource))).toEqual([]);
    expect(wide.filter(({ action }) => !action.startsWith("secretsmanager:"))).toEqual([]);
    expect(permissions.filter(({ resource }) => resource === "")).toEqual([]);
  });

  it("reaches only the kinds of items that a grant is for", () => {
    const ofItems = permissions.filter(({ action, resource }) => {
      const one = action.startsWith("dynamodb:") && action !== "dynamodb:DescribeTable";
      return one && !resource.includes("/index/");
    });
    expect(ofItems.length).toBeGreaterThan(0);
    expect(permissions.filter((one) => one.only !== "" && !ofItems.includes(one))).toEqual([]);
    expect(ofItems.filter(({ only }) => !/^keys \S#\*(, \S#\*)*$/.test(only))).toEqual([]);
    // A request without a key, as a scan is, would meet the condition.
    const asked = new Set(ofItems.map(({ action }) => action.replace("dynamodb:", "")));
    for (const action of asked) expect(keyedActions).toContain(action);
  });

  it("comes from the templates alone, but for what API Gateway asks for to write logs", () => {
    expect(managedPoliciesOf(service)).toEqual([
      "ApiRestCloudWatchRole AmazonAPIGatewayPushToCloudWatchLogs",
    ]);
    for (const template of [data, service]) {
      expect(ofType(template, "AWS::IAM::Policy")).toEqual([]);
      expect(ofType(template, "AWS::IAM::ManagedPolicy")).toEqual([]);
    }
  });

  it.each(Object.entries({ ...routes, ...backgroundFunctions }))(
    "of %s is its log and its grants",
    (name, needs) => {
      const own = permissions.filter(({ role }) => role === `${pascalCase(name)}Role`);
      const declared = needs.grants.flatMap((grant) => [...grants[grant].actions]);
      const platform =
        name === "worker"
          ? ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"]
          : [];
      const logs = ["logs:CreateLogStream", "logs:PutLogEvents"];
      expect(new Set(own.map(({ action }) => action))).toEqual(
        new Set([...logs, ...platform, ...declared]),
      );
      const logResources = own.filter(({ action }) => action.startsWith("logs:"));
      expect(new Set(logResources.map(({ resource }) => resource))).toEqual(
        new Set([`${pascalCase(name)}Logs`]),
      );
    },
  );

  it("is nothing but its log for the sandbox", () => {
    const own = permissions.filter(({ role }) => role === "SandboxRole");
    expect(own.map(({ resource }) => resource)).toEqual(["SandboxLogs", "SandboxLogs"]);
  });

  it("lets only those who run nodes call the sandbox", () => {
    const callers = permissions
      .filter(
        ({ action, resource }) =>
          action === "lambda:InvokeFunction" && resource === "SandboxFunction",
      )
      .map(({ role }) => role);
    expect(callers.sort()).toEqual([
      "CheckNodeRole",
      "TestNodeRole",
      "UpdateNodeRole",
      "VerifyNodeRole",
      "WorkerRole",
    ]);
  });

  it("lets only the worker read keys", () => {
    const readers = permissions.filter(({ action }) => action === "secretsmanager:GetSecretValue");
    expect(new Set(readers.map(({ role }) => role))).toEqual(new Set(["WorkerRole"]));
  });

  it("lets only the endpoints of configurations write keys", () => {
    const writers = permissions.filter(({ action }) => action === "secretsmanager:PutSecretValue");
    expect(writers.map(({ role }) => role).sort()).toEqual([
      "CreateLlmConfigRole",
      "UpdateLlmConfigRole",
    ]);
  });

  it("lets the schedule call its own function only", () => {
    const own = permissions.filter(({ role }) => role === "SweeperEveryMinuteRole");
    expect(own).toEqual([
      {
        role: "SweeperEveryMinuteRole",
        action: "lambda:InvokeFunction",
        resource: "SweeperFunction",
        only: "",
      },
    ]);
  });
});

describe("a grant", () => {
  it("stops the synthesis when its resource is not there", () => {
    expect(() => statementsOf({ grants: ["sandbox:invoke"] }, {})).toThrow(
      'The grant "sandbox:invoke" needs sandbox-function',
    );
  });
});
