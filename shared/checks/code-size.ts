import { codeSizeFault, type Violation } from "#schemas/node.ts";
import type { CheckSubject } from "./check-subject.ts";
import { doubt, fault } from "./finding.ts";

/** The contract allows more; a node of this length does too much for one. */
const manyCharacters = 20_000;

const where = "execution_code";
const hint = "Split the work over several nodes.";

export const checkCodeSize = ({ content: { execution_code: code } }: CheckSubject): Violation[] => {
  const tooLarge = codeSizeFault(code);
  if (tooLarge !== undefined) return [fault("code-size", where, tooLarge, hint)];
  if (code.length <= manyCharacters) return [];
  const message = `The code has more than ${manyCharacters} characters.`;
  return [doubt("long-code", where, message, hint)];
};
