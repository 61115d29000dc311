import type { Violation, Warning } from "#schemas/node.ts";
import type { ProblemDetail } from "#schemas/problem.ts";

const most = 50;

/** Findings as the errors of a problem. */
export const detailsOf = (violations: readonly Violation[]): ProblemDetail[] =>
  violations.slice(0, most).map(({ where, rule, message }) => ({
    path: where,
    code: rule,
    message,
  }));

/** A finding as a warning of the node. */
export const warningOf = ({ rule, where, message }: Violation): Warning => ({
  code: rule,
  message: `${where}: ${message}`.slice(0, 2_000),
});
