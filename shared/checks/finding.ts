import type { AnyNode } from "acorn";
import type { Violation } from "#schemas/node.ts";

/** A place in the code, counted from 1 as editors do. */
export const place = (node: AnyNode): string => {
  const start = node.loc?.start;
  return start === undefined ? "code" : `line ${start.line}:${start.column + 1}`;
};

/** The place of an offset in a text. */
export const placeAt = (text: string, offset: number): string => {
  const before = text.slice(0, offset).split("\n");
  return `line ${before.length}:${(before.at(-1)?.length ?? 0) + 1}`;
};

export const fault = (rule: string, where: string, message: string, hint?: string): Violation => ({
  rule,
  severity: "error",
  where: where.slice(0, 500),
  message: message.slice(0, 2_000),
  ...(hint === undefined ? {} : { hint }),
});

export const doubt = (rule: string, where: string, message: string, hint?: string): Violation => ({
  ...fault(rule, where, message, hint),
  severity: "warning",
});
