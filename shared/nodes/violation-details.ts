import type { Violation, Warning } from "#schemas/node.ts";
import type { ProblemDetail } from "#schemas/problem.ts";

const most = 50;

/** Findings as the errors of a problem, each with what to do about it where that is known. */
export const detailsOf = (violations: readonly Violation[]): ProblemDetail[] =>
  violations.slice(0, most).map(({ where, rule, message, hint }) => ({
    path: where,
    code: rule,
    message: withHint(message, hint),
  }));

/** A finding as a warning of the node, with what to do about it where that is known. */
export const warningOf = ({ rule, where, message, hint }: Violation): Warning => ({
  code: rule,
  message: withHint(`${where}: ${message}`, hint).slice(0, 2_000),
});

const withHint = (message: string, hint: string | undefined): string =>
  hint === undefined ? message : `${message} ${hint}`;
