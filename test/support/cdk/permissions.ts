import * as z from "zod";
import { ofType, type Template } from "./templates.ts";

const oneOrMany = <Item extends z.ZodType>(item: Item) =>
  z.union([z.array(item), item.transform((one) => [one])]);

const Statement = z.object({
  Sid: z.string().optional(),
  Effect: z.string(),
  Action: oneOrMany(z.string()),
  Resource: oneOrMany(z.json()),
});

const RoleProperties = z.object({
  Policies: z.array(z.object({ PolicyDocument: z.object({ Statement: z.array(Statement) }) })),
  ManagedPolicyArns: z.array(z.json()).default([]),
});

export interface Permission {
  readonly role: string;
  readonly action: string;
  readonly resource: string;
}

/** Every role, action and resource of a template, one row each. */
export function permissionsOf(template: Template): Permission[] {
  return ofType(template, "AWS::IAM::Role").flatMap(([role, { Properties }]) =>
    RoleProperties.parse(Properties).Policies.flatMap(({ PolicyDocument }) =>
      PolicyDocument.Statement.flatMap(({ Action, Resource }) =>
        Action.flatMap((action) =>
          Resource.map((one) => ({ role, action, resource: readable(one) })),
        ),
      ),
    ),
  );
}

export function managedPoliciesOf(template: Template): unknown[] {
  return ofType(template, "AWS::IAM::Role").flatMap(
    ([, { Properties }]) => RoleProperties.parse(Properties).ManagedPolicyArns,
  );
}

const Intrinsic = z.union([
  z.object({ Ref: z.string() }).transform(({ Ref }) => Ref),
  z
    .object({ "Fn::GetAtt": z.tuple([z.string(), z.string()]) })
    .transform((value) => value["Fn::GetAtt"][0]),
  z
    .object({ "Fn::ImportValue": z.string() })
    .transform(
      (value) =>
        /(?:Ref|FnGetAtt)([A-Za-z]+?)(?:Arn)?[0-9A-F]{8}$/.exec(value["Fn::ImportValue"])?.[1] ??
        "",
    ),
]);

const Joined = z.object({ "Fn::Join": z.tuple([z.string(), z.array(z.json())]) });

/** A resource as one reads it: `NodesTable/index/byChange`. */
function readable(value: unknown): string {
  if (typeof value === "string") return value;
  const joined = Joined.safeParse(value).data?.["Fn::Join"];
  if (joined) return joined[1].map(readable).join(joined[0]);
  return Intrinsic.parse(value);
}
