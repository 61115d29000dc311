import { matches } from "../../../local/iam/pattern.ts";
import { readPolicies } from "../../../local/iam/statement.ts";
import type { Stack } from "../../../local/stack.ts";

/**
 * What the assembly lets its functions do and none of them did so far: one row for each function,
 * action and resource, as in `WorkerFunction sqs:ReceiveMessage GenerationQueue`.
 */
export function unusedGrants({ assembly, iamUsage }: Pick<Stack, "assembly" | "iamUsage">) {
  const used = iamUsage().filter(({ allowed }) => allowed);
  const isUsed = (name: string, action: string, resource: string) =>
    used.some(
      (usage) =>
        usage.function === name && usage.action === action && matches(resource, usage.resource),
    );
  return [...readPolicies(assembly)].flatMap(([name, statements]) =>
    statements.flatMap(({ Action, Resource }) =>
      Action.flatMap((action) =>
        Resource.filter((resource) => !isUsed(name, action, resource)).map((resource) =>
          row(name, action, resource),
        ),
      ),
    ),
  );
}

const row = (functionName: string, action: string, resource: string): string =>
  `${functionName} ${action} ${nameIn(resource)}`;

/** Without `arn:aws:service:region:account:`. */
const nameIn = (arn: string): string => arn.split(":").slice(5).join(":");
