import type { Violation } from "#schemas/node.ts";
import type { CheckSubject } from "./check-subject.ts";
import { fault } from "./finding.ts";

const python = /^[ \t]*(?:def \w+\(.*\):|from \w+ import |import \w+[ \t]*$)/m;

/** Code that is no strict JavaScript; nothing else of it can be judged. */
export const checkSyntax = ({ content, syntaxFault }: CheckSubject): Violation[] => {
  if (syntaxFault === undefined) return [];
  const { line, column, message } = syntaxFault;
  const hint = python.test(content.execution_code) ? "Write JavaScript, not Python." : undefined;
  return [fault("syntax", `line ${line}:${column}`, `${message}.`, hint)];
};
