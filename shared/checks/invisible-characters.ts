import type { Violation } from "#schemas/node.ts";
import type { CheckSubject } from "./check-subject.ts";
import { fault, placeAt } from "./finding.ts";

/** Characters that turn the direction of text, or show nothing at all. */
const hidden =
  /[\u202a-\u202e\u2066-\u2069\u061c\u200b\u200e\u200f\u2060-\u2064\ufeff\u00ad\u115f\u1160\u3164\uffa0]|[\u{e0000}-\u{e007f}]/gu;
/** Joiners belong to emoji and to some scripts, so inside texts they are let be. */
const joiners = /[\u200c\u200d]/g;

/** Code that a reviewer sees must be the code that runs. */
export const checkInvisibleCharacters = ({ content, code }: CheckSubject): Violation[] => {
  const text = content.execution_code;
  const texts = (code?.nodes ?? []).filter(
    ({ node }) => node.type === "Literal" || node.type === "TemplateElement",
  );
  const inText = (offset: number): boolean =>
    texts.some(({ node }) => node.start <= offset && offset < node.end);
  const joined = [...text.matchAll(joiners)].slice(0, 200).filter(({ index }) => !inText(index));
  return [...text.matchAll(hidden), ...joined].slice(0, 10).map(({ 0: character, index }) => {
    const escaped = `\\u{${character.codePointAt(0)?.toString(16)}}`;
    return fault(
      "invisible-character",
      placeAt(text, index),
      `The code holds the invisible character ${escaped}.`,
      "Leave it out, or write it as an escape inside a text.",
    );
  });
};
