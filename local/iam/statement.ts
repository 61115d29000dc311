import * as z from "zod";
import type { Assembly, ResolvedResource } from "../assembly/load-assembly.ts";
import { Condition } from "./condition.ts";

const oneOrMore = z.union([z.string().transform((one) => [one]), z.array(z.string())]);

/** Anything more than this in a policy is refused, since ignoring it would let too much through. */
const Statement = z.strictObject({
  Sid: z.string().optional(),
  Effect: z.enum(["Allow", "Deny"]),
  Action: oneOrMore,
  Resource: oneOrMore,
  Condition: Condition.default([]),
});
export type Statement = z.infer<typeof Statement>;

const PolicyDocument = z.object({
  Statement: z.union([Statement.transform((one) => [one]), z.array(Statement)]),
});

const Policy = z.object({ PolicyDocument, Roles: z.array(z.string()).default([]) });
const Role = z.object({ Policies: z.array(z.object({ PolicyDocument })).default([]) });
const LambdaFunction = z.object({ Role: z.string() });

/**
 * Each function's identity policies, by function name: those in its role and those attached to it.
 * What AWS manages itself (writing logs, traces) has no counterpart in the local run.
 */
export function readPolicies(assembly: Assembly): ReadonlyMap<string, readonly Statement[]> {
  const roles = assembly.ofType("AWS::IAM::Role");
  const policies = assembly.ofType("AWS::IAM::Policy", "AWS::IAM::ManagedPolicy");
  return new Map(
    assembly.ofType("AWS::Lambda::Function").map((lambda) => {
      const roleArn = LambdaFunction.parse(lambda.properties).Role;
      const role = roles.find(
        ({ physical, stack }) => stack === lambda.stack && physical.attributes.Arn === roleArn,
      );
      const statements = role ? [...inlineOf(role), ...attachedTo(role, policies)] : [];
      return [lambda.physical.name, statements] as const;
    }),
  );
}

function inlineOf(role: ResolvedResource): Statement[] {
  return Role.parse(role.properties).Policies.flatMap(
    ({ PolicyDocument: document }) => document.Statement,
  );
}

function attachedTo(role: ResolvedResource, policies: readonly ResolvedResource[]): Statement[] {
  return policies
    .filter(({ stack }) => stack === role.stack)
    .map(({ properties }) => Policy.parse(properties))
    .filter(({ Roles }) => Roles.includes(role.physical.name))
    .flatMap(({ PolicyDocument: document }) => document.Statement);
}
