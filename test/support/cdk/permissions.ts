import * as z from "zod";
import { ofType, type Template } from "./templates.ts";

const oneOrMany = <Item extends z.ZodType>(item: Item) =>
  z.union([z.array(item), item.transform((one) => [one])]);

const Statement = z.object({
  Sid: z.string().optional(),
  Effect: z.string(),
  Action: oneOrMany(z.string()),
  Resource: oneOrMany(z.json()),
  Condition: z.record(z.string(), z.record(z.string(), oneOrMany(z.json()))).default({}),
});

const RoleProperties = z.object({
  Policies: z
    .array(z.object({ PolicyDocument: z.object({ Statement: z.array(Statement) }) }))
    .default([]),
  ManagedPolicyArns: z.array(z.json()).default([]),
});

export interface Permission {
  readonly role: string;
  readonly action: string;
  readonly resource: string;
  /** What else must hold, as one reads it; empty where nothing must. */
  readonly only: string;
}

/** Every role, action and resource of a template, one row each. */
export function permissionsOf(template: Template): Permission[] {
  return ofType(template, "AWS::IAM::Role").flatMap(([role, { Properties }]) =>
    RoleProperties.parse(Properties).Policies.flatMap(({ PolicyDocument }) =>
      PolicyDocument.Statement.flatMap(({ Action, Resource, Condition }) =>
        Action.flatMap((action) =>
          Resource.map((one) => {
            return { role, action, resource: readable(one), only: onlyWhere(Condition) };
          }),
        ),
      ),
    ),
  );
}

/** Roles with policies that AWS keeps, with the names of these. */
export function managedPoliciesOf(template: Template): string[] {
  return ofType(template, "AWS::IAM::Role").flatMap(([role, { Properties }]) =>
    RoleProperties.parse(Properties).ManagedPolicyArns.map(
      (policy) => `${role} ${readable(policy).split("/").at(-1)}`,
    ),
  );
}

function onlyWhere(condition: z.infer<typeof Statement>["Condition"]): string {
  return Object.entries(condition)
    .flatMap(([operator, keys]) =>
      Object.entries(keys).map(([key, values]) =>
        key === "dynamodb:LeadingKeys"
          ? `keys ${values.join(", ")}`
          : `${operator} ${key} ${values.map(readable).join(", ")}`,
      ),
    )
    .join("; ");
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
  return Intrinsic.parse(value).replace(/Aliaslive$/, ":live");
}
