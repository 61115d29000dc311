import type { NodeContent, Warning } from "#schemas/node.ts";

/** A node that stands in for the one that was asked for. */
export interface FallbackNode {
  readonly strategy: "partial" | "template";
  /** Provenance and warnings of the generation come on top. */
  readonly content: NodeContent;
  /** What it is, what it does not do, and how to go on. */
  readonly warnings: readonly Warning[];
  /** Of the library, that it was made of. */
  readonly patternIds: readonly string[];
}

const longestQuote = 200;

/** The beginning of a text, on one line and in quotes. */
export const quoted = (text: string): string => {
  const line = text.replace(/\s+/g, " ").trim();
  const shown = line.length > longestQuote ? `${line.slice(0, longestQuote)}…` : line;
  return `"${shown.toWellFormed()}"`;
};

/** Short, and about this request: what was asked, what is missing, what to do next. */
export const completionGuide = ({
  request,
  missing,
  next,
}: {
  readonly request: string;
  readonly missing: string;
  readonly next: string;
}): Warning => ({
  code: "completion-guide",
  message: `Asked for: ${quoted(request)}. Missing: ${missing} Next: ${next}`.slice(0, 2_000),
});
