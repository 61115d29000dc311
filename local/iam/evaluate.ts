import { holds, type RequestContext } from "./condition.ts";
import { matches } from "./pattern.ts";
import type { Statement } from "./statement.ts";

/** One action on one resource that a request needs to be allowed. */
export interface Access {
  readonly action: string;
  readonly resource: string;
  readonly context: RequestContext;
}

export type Decision = "allowed" | "explicitly denied" | "not allowed";

/**
 * Identity policies only: a Deny wins, and what no statement allows is denied.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
export function evaluate(statements: readonly Statement[], access: Access): Decision {
  const fitting = statements.filter((statement) => fits(statement, access));
  if (fitting.some(({ Effect }) => Effect === "Deny")) return "explicitly denied";
  return fitting.length > 0 ? "allowed" : "not allowed";
}

function fits(statement: Statement, { action, resource, context }: Access): boolean {
  return (
    statement.Action.some((pattern) => matches(pattern, action, { ignoreCase: true })) &&
    statement.Resource.some((pattern) => matches(pattern, resource)) &&
    holds(statement.Condition, context)
  );
}
