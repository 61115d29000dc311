import { expect, test } from "vitest";
import { decide, Policy } from "../../../local/gateway/policy.ts";

// https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-lambda-authorizer-output.html

const api = "arn:aws:execute-api:eu-central-1:123456789012:api/prod";
const arn = `${api}/GET/nodes/7`;

const statement = (Effect: string, Resource: unknown, Action: unknown = "execute-api:Invoke") => ({
  Effect,
  Resource,
  Action,
});

test.each([
  ["the whole stage", [statement("Allow", `${api}/*`)], "allowed"],
  ["the method itself", [statement("Allow", [arn])], "allowed"],
  ["every action", [statement("Allow", "*", ["s3:*", "execute-api:*"])], "allowed"],
  ["one unknown letter", [statement("Allow", `${api}/GET/nodes/?`)], "allowed"],
  ["another method", [statement("Allow", `${api}/POST/*`)], "not allowed"],
  ["another stage", [statement("Allow", `${api.replace("prod", "test")}/*`)], "not allowed"],
  ["another action", [statement("Allow", "*", "execute-api:ManageConnections")], "not allowed"],
  ["nothing", [], "not allowed"],
  ["all but this", [statement("Allow", "*"), statement("Deny", arn)], "denied"],
])("a policy that names %s: %s", (_what, Statement, decision) => {
  expect(decide(Policy.parse({ Version: "2012-10-17", Statement }), arn)).toBe(decision);
});

test("one statement need not be a list", () => {
  expect(decide(Policy.parse({ Statement: statement("Allow", "*") }), arn)).toBe("allowed");
});

test("characters that mean something in patterns of ours mean nothing in a policy", () => {
  const policy = Policy.parse({ Statement: statement("Allow", `${api}/GET/nodes.7`) });
  expect(decide(policy, arn)).toBe("not allowed");
});
