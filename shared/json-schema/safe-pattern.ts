import { type PatternPart, parsePattern } from "./parse-pattern.ts";

/**
 * Patterns come from strangers and run in our own process, where a match cannot be stopped. So a
 * pattern is refused unless its cost is known to be a small power of the length of the text, and
 * the text is bounded by that power.
 */

const mostLength = 500;
const mostExpanded = 5_000;

/** Longest text by the number of open repetitions: some 10^7 steps at the worst. */
const longestByRepetitions = [100_000, 100_000, 8_000, 500, 150, 80, 50] as const;

export type PatternVerdict =
  | { readonly safe: true; readonly longest: number }
  | { readonly safe: false; readonly reason: string };

/** Whether a pattern may run here, and on texts of at most how many characters. */
export const judgePattern = (source: string): PatternVerdict => {
  if (source.length > mostLength) return refuse(`is longer than ${mostLength} characters`);
  if (!compiles(source)) return refuse("is no valid regular expression under the flag u");
  const alternatives = parsePattern(source);
  const parts = allParts(alternatives);
  if (parts.some((part) => part.backreference)) return refuse("refers back to a group");
  if (parts.some(repeatsAmbiguously)) return refuse("repeats something that itself repeats");
  if (expanded(alternatives) > mostExpanded) return refuse("counts too far");
  const open = parts.filter(isOpen).length + (isAnchored(alternatives) ? 0 : 1);
  const longest = longestByRepetitions[open];
  if (longest === undefined) return refuse("has too many open repetitions");
  return { safe: true, longest };
};

const refuse = (reason: string): PatternVerdict => ({ safe: false, reason });

export const compiles = (source: string): boolean => {
  try {
    new RegExp(source, "u");
    return true;
  } catch {
    return false;
  }
};

const allParts = (alternatives: readonly PatternPart[][]): PatternPart[] =>
  alternatives.flat().flatMap((part) => [part, ...allParts(part.group ?? [])]);

const isVariable = (part: PatternPart): boolean => part.min !== part.max;
const isOpen = (part: PatternPart): boolean => isVariable(part) && part.max > 20;

const isAnchored = (alternatives: readonly PatternPart[][]): boolean =>
  alternatives.every(([first]) => first?.assertion === true && first.group === undefined);

/** Size of the pattern with its counts written out, which is what an engine compiles. */
const expanded = (alternatives: readonly PatternPart[][]): number =>
  alternatives.flat().reduce((sum, part) => {
    const times = Number.isFinite(part.max) ? Math.max(part.max, 1) : Math.max(part.min, 1);
    return sum + times * (1 + expanded(part.group ?? []));
  }, 0);

/** A repeated group that can split the same text in more than one way costs exponential time. */
const repeatsAmbiguously = (part: PatternPart): boolean => {
  if (part.group === undefined || part.max <= 1) return false;
  const inner = allParts(part.group);
  if (part.group.length > 1) return inner.some(isVariable) || !startApart(part.group);
  return inner.some(isVariable) && !isSeparated(part.group[0] ?? []);
};

const asciiSet =
  /^(?:[\w\s-]|\\[dwstnr.*+?^$|()[\]{}/\\-]|\[[^^\\\u0080-\uffff](?:[^\\\]\u0080-\uffff]|\\[dwstnr.*+?^$|()[\]{}/\\-])*\]|\[[^^\]\\\u0080-\uffff]\])$/u;
const ascii = Array.from({ length: 128 }, (_, code) => String.fromCharCode(code));

/** True where each alternative begins with another character, so that none competes. */
const startApart = (alternatives: readonly PatternPart[][]): boolean => {
  const firsts = alternatives.map(([first]) => first);
  const sets = firsts.flatMap((first) =>
    first?.set !== undefined && first.min === 1 && asciiSet.test(first.set) ? [first.set] : [],
  );
  if (sets.length < alternatives.length) return false;
  const begun = sets.flatMap((set) => ascii.filter((character) => matches(set, character)));
  return new Set(begun).size === begun.length;
};

/** True where each round begins or ends with a character that nothing else in it matches. */
const isSeparated = (sequence: readonly PatternPart[]): boolean =>
  separates(sequence[0], sequence.slice(1)) || separates(sequence.at(-1), sequence.slice(0, -1));

const separates = (mark: PatternPart | undefined, rest: readonly PatternPart[]): boolean => {
  const literal = literalOf(mark);
  return literal !== undefined && rest.every((part) => avoids(part, literal));
};

const avoids = (part: PatternPart, literal: string): boolean =>
  part.set !== undefined && !matches(part.set, literal);

const literalOf = (part: PatternPart | undefined): string | undefined => {
  if (part?.set === undefined || part.min !== 1 || part.max !== 1) return undefined;
  const bare = /^\\[^\w\s]$/.test(part.set) ? part.set.slice(1) : part.set;
  return [...bare].length === 1 && bare !== "." ? bare : part.set === "\\." ? "." : undefined;
};

const matches = (set: string, character: string): boolean =>
  new RegExp(`^${set}$`, "u").test(character);
