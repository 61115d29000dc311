import { termsOf } from "../../patterns/request-terms.ts";

/** Words of many nodes are the same ones, and to stem one takes longer than to look it up. */
const known = new Map<string, readonly string[]>();
const mostKnown = 20_000;

const termsOfWord = (word: string): readonly string[] => {
  const found = known.get(word);
  if (found !== undefined) return found;
  const terms = termsOf(word);
  if (known.size >= mostKnown) known.clear();
  known.set(word, terms);
  return terms;
};

/** As `termsOf` for texts of which there are many: word by word, remembering what a word gives. */
export const wordTerms = (text: string): string[] =>
  (text.match(/[\p{L}\p{M}\p{N}'’-]+/gu) ?? []).flatMap(termsOfWord);
