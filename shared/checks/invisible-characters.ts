import type { Violation } from "#schemas/node.ts";
import type { CheckSubject } from "./check-subject.ts";
import { fault, placeAt } from "./finding.ts";

/** Characters that turn the direction of text, or show nothing at all. */
const hidden =
  /[\u202a-\u202e\u2066-\u2069\u061c\u200b\u200e\u200f\u2060-\u2064\ufeff\u00ad\u180e\u115f\u1160\u3164\uffa0]|\u034f|[\u{e0000}-\u{e007f}]/gu;
/** One chooses how a character looks; more than one after another carry hidden text. */
const selectors = /[\ufe00-\ufe0f\u{e0100}-\u{e01ef}]{2,}/gu;
/** Joiners belong to emoji and to some scripts, so inside texts they are let be. */
const joiners = /[\u200c\u200d]/g;
/** Flags of regions are spelled in tags that begin with a black flag and end with their own mark. */
const regionFlags = /(?<=\u{1f3f4})[\u{e0020}-\u{e007e}]{1,6}\u{e007f}/gu;

/** Code that a reviewer sees must be the code that runs. */
export const checkInvisibleCharacters = ({ content, code }: CheckSubject): Violation[] => {
  // Blanks of the same length keep the places.
  const text = content.execution_code.replace(regionFlags, (flag) => " ".repeat(flag.length));
  const texts = [...(code?.ofType("Literal") ?? []), ...(code?.ofType("TemplateElement") ?? [])];
  const inText = (offset: number): boolean =>
    texts.some((node) => node.start <= offset && offset < node.end);
  const joined = [...text.matchAll(joiners)].slice(0, 200).filter(({ index }) => !inText(index));
  const found = [...text.matchAll(hidden), ...text.matchAll(selectors), ...joined];
  return found.slice(0, 10).map(({ 0: character, index }) => {
    const escaped = `\\u{${character.codePointAt(0)?.toString(16)}}`;
    return fault(
      "invisible-character",
      placeAt(text, index),
      `The code holds the invisible character ${escaped}.`,
      "Leave it out, or write it as an escape inside a text.",
    );
  });
};
