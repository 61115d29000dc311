import { beginApart, excludes, literalOf, type PatternFlags } from "./character-sets.ts";
import type { PatternPart } from "./parse-pattern.ts";

/** Choices up to this many are multiplied; beyond it they grow with the text like open ones. */
const mostCounted = 20;

export const isVariable = (part: PatternPart): boolean => part.min !== part.max;

/** Whether the choices of a repetition grow with the text. */
export const isOpen = (part: PatternPart): boolean => isVariable(part) && part.max > mostCounted;

export const allParts = (alternatives: readonly PatternPart[][]): PatternPart[] =>
  alternatives.flat().flatMap((part) => [part, ...allParts(part.group ?? [])]);

/** Size of the pattern with its counts written out, which is what an engine compiles. */
export const expandedSize = (alternatives: readonly PatternPart[][]): number =>
  sizeOf(alternatives, mostRounds);

/** How many characters one way compares, and takes back where a count lets it. */
export const stepsOfWay = (alternatives: readonly PatternPart[][]): number =>
  sizeOf(alternatives, (part) => mostRounds(part) + (isOpen(part) ? 0 : part.max - part.min));

const sizeOf = (
  alternatives: readonly PatternPart[][],
  rounds: (part: PatternPart) => number,
): number =>
  alternatives
    .flat()
    .reduce((sum, part) => sum + rounds(part) * (1 + sizeOf(part.group ?? [], rounds)), 0);

const mostRounds = ({ min, max }: PatternPart): number =>
  Math.max(Number.isFinite(max) ? max : min, 1);

/**
 * A repeated group that can split the same text in more than one way costs exponential time. With
 * few rounds and nothing open in them the ways can still be counted.
 */
export const repeatsWithoutBound = (part: PatternPart, flags: PatternFlags): boolean =>
  isAmbiguous(part, flags) && (part.max > mostCounted || allParts(part.group ?? []).some(isOpen));

const isAmbiguous = (part: PatternPart, flags: PatternFlags): boolean => {
  if (part.group === undefined || part.max <= 1) return false;
  const inner = allParts(part.group);
  const choices = [part, ...inner].filter(({ group = [] }) => group.length > 1);
  if (choices.some(({ group = [] }) => !startApart(group, flags))) return true;
  if (!inner.some(isVariable)) return false;
  const [sequence = []] = part.group;
  return choices.length > 0 || !isSeparated(sequence, flags) || !isDefinite(sequence, flags);
};

/** True where each alternative begins with another character, so that none competes. */
const startApart = (alternatives: readonly PatternPart[][], flags: PatternFlags): boolean =>
  beginApart(
    alternatives.map(([first]) => first),
    flags,
  );

/** True where each round begins or ends with a character that nothing else in it matches. */
const isSeparated = (sequence: readonly PatternPart[], flags: PatternFlags): boolean =>
  separates(sequence[0], sequence.slice(1), flags) ||
  separates(sequence.at(-1), sequence.slice(0, -1), flags);

const separates = (
  mark: PatternPart | undefined,
  rest: readonly PatternPart[],
  flags: PatternFlags,
): boolean =>
  mark?.set !== undefined &&
  mark.min === 1 &&
  mark.max === 1 &&
  literalOf(mark.set) !== undefined &&
  rest.every((part) => excludes(part, mark, flags));

/** True where one text can be split over the parts of a separated round in one way only. */
const isDefinite = (sequence: readonly PatternPart[], flags: PatternFlags): boolean =>
  sequence.every((part, index) => !isVariable(part) || endsClearly(sequence, index, flags, true));

/** True where the character that ends a repetition cannot be one that goes on with it. */
const endsClearly = (
  sequence: readonly PatternPart[],
  index: number,
  flags: PatternFlags,
  atEnd: boolean,
): boolean => {
  const [part, ...rest] = sequence.slice(index);
  if (part === undefined) return atEnd;
  const needed = rest.findIndex(({ min }) => min > 0);
  const followers = needed === -1 ? rest : rest.slice(0, needed + 1);
  return (needed !== -1 || atEnd) && followers.every((next) => excludes(part, next, flags));
};

/** Of the open repetitions, those that can end at more than one character of a text. */
export const freeEnds = (alternatives: readonly PatternPart[][], flags: PatternFlags): number =>
  alternatives
    .flatMap((sequence) =>
      sequence.map((part, index) => {
        const isFree = isOpen(part) && !endsClearly(sequence, index, flags, false);
        return (isFree ? 1 : 0) + freeEnds(part.group ?? [], flags);
      }),
    )
    .reduce((sum, count) => sum + count, 0);

/** In how many ways a text can be tried, apart from the open repetitions. */
export const countWays = (alternatives: readonly PatternPart[][], flags: PatternFlags): number => {
  const ways = alternatives.map((sequence) =>
    sequence.reduce((product, _, index) => product * waysOfPart(sequence, index, flags), 1),
  );
  return startApart(alternatives, flags)
    ? Math.max(...ways)
    : ways.reduce((sum, count) => sum + count, 0);
};

const waysOfPart = (
  sequence: readonly PatternPart[],
  index: number,
  flags: PatternFlags,
): number => {
  const part = sequence[index];
  if (part === undefined) return 1;
  const inside = waysInside(part, flags);
  const isCounted = isVariable(part) && !isOpen(part);
  if (!isCounted || endsClearly(sequence, index, flags, false)) return inside;
  return inside * (part.max - part.min + 1);
};

const waysInside = (part: PatternPart, flags: PatternFlags): number => {
  if (part.group === undefined) return 1;
  if (part.max <= 1) return countWays(part.group, flags);
  return isAmbiguous(part, flags) ? countWays(part.group, flags) ** part.max : 1;
};
