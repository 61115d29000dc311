import { phrasePattern } from "../patterns/phrases.ts";
import type { Pattern } from "../patterns/prompt-library.ts";

/** Takes out of a request what the pattern does in any case. */
export const withoutKnownPhrases = ({ always }: Pattern, request: string): string =>
  always
    .toSorted((a, b) => b.length - a.length)
    .reduce((rest, phrase) => rest.replace(phrasePattern(phrase), " "), request);
