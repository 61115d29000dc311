import type { Violation, Warning } from "#schemas/node.ts";
import type { ProblemDetail } from "#schemas/problem.ts";

const most = 50;

/** Findings as the errors of a problem, each with what to do about it where that is known. */
export const detailsOf = (violations: readonly Violation[]): ProblemDetail[] =>
  violations.slice(0, most).map(({ where, rule, message, hint }) => ({
    path: where,
    code: rule,
    message: hint === undefined ? message : `${message} ${hint}`,
  }));

/** A finding as a warning of the node. */
export const warningOf = ({ rule, where, message }: Violation): Warning => ({
  code: rule,
  message: `${where}: ${message}`.slice(0, 2_000),
});
