import type { PatternFlags } from "./character-sets.ts";
import { type PatternPart, parsePattern } from "./parse-pattern.ts";
import {
  allParts,
  countWays,
  expandedSize,
  freeEnds,
  isOpen,
  repeatsWithoutBound,
  stepsOfWay,
} from "./pattern-cost.ts";

/**
 * Patterns come from strangers and run in our own process, where a match cannot be stopped. So a
 * pattern is refused unless its cost is known to be a small power of the length of the text, and
 * the text is bounded by that power.
 */

const mostLength = 500;
const mostExpanded = 5_000;
const mostPlaces = 6;

/** Characters that are compared or taken back, of which a second has about 50,000,000. */
const mostSteps = 75_000_000;

const longestText = 100_000;
/** A pattern that may only see shorter texts is of no use. */
const shortestText = 20;

export type PatternVerdict =
  | { readonly safe: true; readonly longest: number }
  | { readonly safe: false; readonly reason: string };

/** Whether a pattern may run here with these flags, and on texts of at most how many characters. */
export const judgePattern = (source: string, flags: PatternFlags = "u"): PatternVerdict => {
  if (source.length > mostLength) return refuse(`is longer than ${mostLength} characters`);
  if (!compiles(source)) return refuse("is no valid regular expression under the flag u");
  const alternatives = parsePattern(source);
  const parts = allParts(alternatives);
  if (parts.some((part) => part.backreference)) return refuse("refers back to a group");
  if (parts.some((part) => part.modifies)) return refuse("changes its flags");
  if (parts.some((part) => repeatsWithoutBound(part, flags))) {
    return refuse("repeats something that itself repeats");
  }
  if (expandedSize(alternatives) > mostExpanded) return refuse("counts too far");
  return boundText(alternatives, flags);
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

/**
 * Each repetition with a free end can end at any character of the text, and a pattern without an
 * anchor can begin at any: so many places in order can be chosen in n^k / k! ways. Where the end is
 * not free it is still looked for, so all such repetitions together count like one. Each way costs
 * a step for every character that the pattern asks for.
 */
const boundText = (alternatives: readonly PatternPart[][], flags: PatternFlags): PatternVerdict => {
  const open = allParts(alternatives).filter(isOpen).length;
  const free = freeEnds(alternatives, flags);
  const places = free + (open > free ? 1 : 0) + (isAnchored(alternatives) ? 0 : 1);
  if (places > mostPlaces) return refuse("has too many open repetitions");
  const steps = Math.max(stepsOfWay(alternatives), 1);
  const left = mostSteps / (steps * countWays(alternatives, flags));
  const longest =
    places === 0
      ? left < 1
        ? 0
        : longestText
      : Math.floor((left * factorial(places)) ** (1 / places));
  if (longest < shortestText) return refuse("can be tried in too many ways");
  return { safe: true, longest: Math.min(longest, longestText) };
};

const factorial = (count: number): number => (count <= 1 ? 1 : count * factorial(count - 1));

const isAnchored = (alternatives: readonly PatternPart[][]): boolean =>
  alternatives.every(([first]) => first?.start === true);
