import type { Violation } from "#schemas/node.ts";
import type { CheckSubject } from "./check-subject.ts";
import { fault, placeAt } from "./finding.ts";

const message = "The text holds half of a character (a lone surrogate).";

/**
 * Half of a surrogate pair is no Unicode text, and the store refuses it where it keeps text as it
 * is. Tests, schemas and form are kept as JSON, which writes such a half as an escape.
 */
export const checkIllFormedText = ({ content }: CheckSubject): Violation[] => {
  const { name, description, category, tags, execution_code: code } = content;
  const words: readonly (readonly [string, string])[] = [
    ["name", name],
    ["description", description],
    ["category", category],
    ...tags.map((tag, index) => [`tags[${index}]`, tag] as const),
  ];
  const inWords = words
    .filter(([, text]) => !text.isWellFormed())
    .map(([where]) => fault("ill-formed-text", where, message));
  if (code.isWellFormed()) return inWords;
  const at = code.search(/[\ud800-\udfff]/u);
  return [
    ...inWords,
    fault("ill-formed-text", placeAt(code, at), message, "Write it as \\u escapes."),
  ];
};
