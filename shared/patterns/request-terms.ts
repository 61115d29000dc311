import { stemWord } from "./stem-word.ts";
import {
  formatGroups,
  genericWords,
  plainWords,
  secretWords,
  stopWords,
  tellingWords,
} from "./word-lists.ts";

/** Spellings of one thing. */
const spellings: readonly (readonly [RegExp, string])[] = [
  [/\be-?mails?\b/g, "email"],
  [/\bsha[\s-]?(1|256|384|512)\b/g, "sha$1"],
  [/\bbase[\s-]?64\b/g, "base64"],
  [/\biso[\s-]?8601\b/g, "iso"],
  [/\b(?:comma|semicolon|tab)[\s-]separated\b/g, "csv"],
  [/\bde-dup/g, "dedup"],
  [/\btime[\s-]zone/g, "timezone"],
  [/\b\d{1,3}(?:[.,]\d{3})+[.,]\d{1,2}\b/g, " separatednumber "],
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
const plainStems = stems(plainWords);
const secretStems = stems(secretWords);

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

/** Whether a term names a thing of the user's own, or nothing: it asks for no deed. */
export const isPlainTerm = (term: string): boolean =>
  (genericStems.has(term) || plainStems.has(term)) && !tellingStems.has(term);

/** Whether a term names what must not leak: then what is done with other text will not do. */
export const isSecretTerm = (term: string): boolean => secretStems.has(term);

export const isTelling = (term: string): boolean => tellingStems.has(term);

/** The formats a text speaks of: "CSV to an array of objects" goes from csv to objects. */
export interface Conversion {
  readonly sources: ReadonlySet<string>;
  readonly targets: ReadonlySet<string>;
}

const turns = new Set(["to", "into", "as"]);
const detours = new Set(["with", "from", "for", "by"]);
const reach = 4;

const formatsAmong = (words: readonly string[]): string[] =>
  words.flatMap((word) => formatGroups[stemWord(word)] ?? formatGroups[word] ?? []);

const untilDetour = (words: readonly string[]): readonly string[] => {
  const end = words.findIndex((word) => detours.has(word));
  return end === -1 ? words : words.slice(0, end);
};

/** "I have a CSV, I want JSON" says the same as "CSV to JSON". */
const wished =
  /\b(?:have|got)\b([^.?!]{1,80}?),?\s+(?:(?:and|but)\s+)?(?:i\s+)?(?:want|need)\s+(?!to\b)/gi;

/** Reads what a text turns into what. Empty where it speaks of no known format. */
export const conversionOf = (text: string): Conversion => {
  const sources = new Set<string>();
  const targets = new Set<string>();
  for (const sentence of text.replace(wished, "$1 to ").split(/[.;:,]\s/)) {
    const words = wordsOf(sentence);
    for (const [index, word] of words.entries()) {
      if (!turns.has(word)) continue;
      for (const format of formatsAmong(words.slice(Math.max(0, index - reach), index))) {
        sources.add(format);
      }
      const after = untilDetour(words.slice(index + 1, index + 1 + reach));
      for (const format of formatsAmong(after)) targets.add(format);
    }
  }
  return { sources, targets };
};
