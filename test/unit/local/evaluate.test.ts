import { describe, expect, it } from "vitest";
import { Condition } from "../../../local/iam/condition.ts";
import { evaluate } from "../../../local/iam/evaluate.ts";

const statement = (Effect: "Allow" | "Deny", Action: string, Resource: string, block = {}) => ({
  Effect,
  Action: [Action],
  Resource: [Resource],
  Condition: Condition.parse(block),
});

const table = "arn:aws:dynamodb:us-east-1:000000000000:table/Items";
const access = (action: string, resource: string, context = {}) => ({ action, resource, context });

describe("identity policies", () => {
  it.each([
    ["dynamodb:PutItem", table, "allowed"],
    ["dynamodb:putitem", table, "allowed"],
    ["dynamodb:PutItems", table, "not allowed"],
    ["dynamodb:PutItem", `${table}/index/byGroup`, "not allowed"],
  ])("%s on %s is %s by a grant on the table", (action, resource, decision) => {
    const statements = [statement("Allow", "dynamodb:PutItem", table)];
    expect(evaluate(statements, access(action, resource))).toBe(decision);
  });

  it("know wildcards, and take the other characters as they are", () => {
    const statements = [statement("Allow", "dynamodb:*", `${table}/index/by?`)];
    expect(evaluate(statements, access("dynamodb:Query", `${table}/index/byA`))).toBe("allowed");
    expect(evaluate(statements, access("dynamodb:Query", `${table}/index/byAB`))).toBe(
      "not allowed",
    );
    const dotted = [statement("Allow", "sqs:SendMessage", "arn:jobs.fifo")];
    expect(evaluate(dotted, access("sqs:SendMessage", "arn:jobsXfifo"))).toBe("not allowed");
  });

  it("let a Deny win", () => {
    const statements = [
      statement("Allow", "dynamodb:*", "*"),
      statement("Deny", "dynamodb:DeleteItem", table),
    ];
    expect(evaluate(statements, access("dynamodb:DeleteItem", table))).toBe("explicitly denied");
    expect(evaluate(statements, access("dynamodb:GetItem", table))).toBe("allowed");
  });
});

describe("conditions", () => {
  const decide = (block: object, values?: string[]) => {
    const context = values && { "dynamodb:leadingkeys": values };
    const statements = [statement("Allow", "*", "*", block)];
    return evaluate(statements, access("dynamodb:GetItem", table, context));
  };
  const leadingKeys = (operator: string) => ({ [operator]: { "dynamodb:LeadingKeys": ["N#*"] } });

  it.each([
    ["ForAllValues:StringLike", ["N#1", "N#2"], "allowed"],
    ["ForAllValues:StringLike", ["N#1", "J#2"], "not allowed"],
    ["ForAllValues:StringLike", undefined, "allowed"],
    ["ForAnyValue:StringLike", ["N#1", "J#2"], "allowed"],
    ["ForAnyValue:StringLike", undefined, "not allowed"],
    ["StringLike", ["N#1"], "allowed"],
    ["StringLike", undefined, "not allowed"],
    ["StringLikeIfExists", undefined, "allowed"],
    ["StringNotLike", ["N#1"], "not allowed"],
    ["StringNotLike", undefined, "allowed"],
    ["StringEquals", ["N#*"], "allowed"],
    ["StringEquals", ["N#1"], "not allowed"],
  ])("%s with %j is %s", (operator, values, decision) => {
    expect(decide(leadingKeys(operator), values)).toBe(decision);
  });

  it.each([
    [["N#1", "J#2"], "allowed"],
    [["N#1", "L#2"], "not allowed"],
  ])("of several values takes any: %j is %s", (values, decision) => {
    const kinds = { "dynamodb:LeadingKeys": ["N#*", "J#*"] };
    expect(decide({ "ForAllValues:StringLike": kinds }, values)).toBe(decision);
  });

  it("must all hold", () => {
    const block = { ...leadingKeys("StringLike"), StringEquals: { "aws:other": "x" } };
    expect(decide(block, ["N#1"])).toBe("not allowed");
  });

  it("are refused where they are not known, instead of being ignored", () => {
    expect(() => Condition.parse({ IpAddress: { "aws:SourceIp": "10.0.0.0/8" } })).toThrow(
      "does not know the condition operator IpAddress",
    );
    const variable = `\${aws:PrincipalTag/tenant}`;
    expect(() => Condition.parse({ StringEquals: { "aws:a": variable } })).toThrow("no policy var");
  });
});
