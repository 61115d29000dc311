import * as z from "zod";

const OneOrMore = z
  .union([z.string(), z.array(z.string())])
  .transform((value) => (Array.isArray(value) ? value : [value]));

const Statement = z.object({
  Effect: z.enum(["Allow", "Deny"]),
  Action: OneOrMore,
  Resource: OneOrMore,
});

export const Policy = z.object({
  Version: z.string().optional(),
  Statement: z
    .union([Statement, z.array(Statement)])
    .transform((value) => (Array.isArray(value) ? value : [value])),
});
export type Policy = z.infer<typeof Policy>;

export type Decision = "allowed" | "denied" | "not allowed";

/** What an authorizer's policy says of calling a method; a denial outweighs every permission. */
export function decide(policy: Policy, methodArn: string): Decision {
  const effects = policy.Statement.filter(
    ({ Action, Resource }) =>
      Action.some((action) => matches(action.toLowerCase(), "execute-api:invoke")) &&
      Resource.some((resource) => matches(resource, methodArn)),
  ).map(({ Effect }) => Effect);
  if (effects.includes("Deny")) return "denied";
  return effects.includes("Allow") ? "allowed" : "not allowed";
}

function matches(pattern: string, value: string): boolean {
  const expression = RegExp.escape(pattern).replaceAll("\\*", ".*").replaceAll("\\?", ".");
  return new RegExp(`^${expression}$`, "s").test(value);
}
