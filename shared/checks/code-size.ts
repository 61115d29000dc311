import type { Violation } from "#schemas/node.ts";
import type { CheckSubject } from "./check-subject.ts";
import { doubt } from "./finding.ts";

/** The contract allows 64 KB; a node of this length does too much for one. */
const manyCharacters = 20_000;

export const checkCodeSize = ({ content }: CheckSubject): Violation[] =>
  content.execution_code.length <= manyCharacters
    ? []
    : [
        doubt(
          "long-code",
          "execution_code",
          `The code has more than ${manyCharacters} characters.`,
          "Split the work over several nodes.",
        ),
      ];
