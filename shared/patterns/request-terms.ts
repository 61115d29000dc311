import { stemWord } from "./stem-word.ts";
import { formatGroups, genericWords, stopWords, tellingWords } from "./word-lists.ts";

/** Spellings of one thing. */
const spellings: readonly (readonly [RegExp, string])[] = [
  [/\be-?mails?\b/g, "email"],
  [/\bsha[\s-]?(1|256|384|512)\b/g, "sha$1"],
  [/\bbase[\s-]?64\b/g, "base64"],
  [/\biso[\s-]?8601\b/g, "iso"],
  [/\b(?:comma|semicolon|tab)[\s-]separated\b/g, "csv"],
  [/\bde-dup/g, "dedup"],
  [/\btime[\s-]zone/g, "timezone"],
  [/\bi\.e\.|\be\.g\./g, " "],
  [/'s\b/g, ""],
];

const normalise = (text: string): string => {
  const plain = text.toLowerCase().normalize("NFKD").replace(/\p{M}/gu, "").replaceAll("’", "'");
  return spellings.reduce((spelled, [form, word]) => spelled.replace(form, word), plain);
};

const wordsOf = (text: string): string[] => normalise(text).match(/[\p{L}\p{N}]+/gu) ?? [];

const stems = (words: ReadonlySet<string>): ReadonlySet<string> =>
  new Set([...words].map(stemWord));
const genericStems = stems(genericWords);
const tellingStems = stems(tellingWords);

/** The stems of a text's words, in their order, without stop words. */
export const termsOf = (text: string): string[] =>
  wordsOf(text)
    .filter((word) => !stopWords.has(word))
    .map(stemWord);

/** How much a term says of what is asked for, from 0 to 1. */
export const termWeight = (term: string): number => {
  if (tellingStems.has(term)) return 1;
  return genericStems.has(term) ? 0.25 : 0.75;
};

/** Nouns of the user's own trade ("invoices by supplier") say little of what is to be done. */
export const unknownTermWeight = (term: string): number => Math.min(0.5, termWeight(term));

const afterBy = /\bby\s+(?:(?:a|an|the|their|its|his|her)\s+)?([\p{L}\p{N}]+)/gu;

/** What stands after "by" ("sort tasks by priority"): a value for an input, not a thing to do. */
export const parametersOf = (text: string): ReadonlySet<string> =>
  new Set([...normalise(text).matchAll(afterBy)].flatMap(([, word]) => termsOf(word ?? "")));

export const isTelling = (term: string): boolean => tellingStems.has(term);

const furthestTarget = 4;

/** The formats a text speaks of turning something into: "to CSV", "as an array of objects". */
export const targetsOf = (text: string): ReadonlySet<string> => {
  const targets = new Set<string>();
  for (const sentence of text.split(/[.;:,]\s/)) {
    const words = wordsOf(sentence);
    for (const [index, word] of words.entries()) {
      if (word !== "to" && word !== "into" && word !== "as") continue;
      for (const next of words.slice(index + 1, index + 1 + furthestTarget)) {
        if (next === "with" || next === "from" || next === "for" || next === "by") break;
        const group = formatGroups[stemWord(next)] ?? formatGroups[next];
        if (group !== undefined) targets.add(group);
      }
    }
  }
  return targets;
};
