import type { PatternPart } from "./parse-pattern.ts";

/** How a pattern is run. What is judged under one may be unsafe under the other. */
export type PatternFlags = "u" | "iu";

/**
 * Sets of which ASCII tells all: two of them that share no ASCII character share none at all, with
 * either flags. Others, such as `\p{L}` or `[^a]`, are taken to overlap with everything.
 */
const plainSet =
  /^(?:[ -[\]-~]|\\[dwstnr.*+?^$|()[\]{}/\\-]|\[(?!\^)(?:[ -[^-~]|\\[dwstnr.*+?^$|()[\]{}/\\-])*\])$/;

const ascii = Array.from({ length: 128 }, (_, code) => String.fromCharCode(code));

/** Whether it is certain that no character fits two of the parts; each must need one at least. */
export const beginApart = (
  parts: readonly (PatternPart | undefined)[],
  flags: PatternFlags,
): boolean => {
  const sets = parts.flatMap((part) =>
    part?.set !== undefined && part.min >= 1 ? [part.set] : [],
  );
  return sets.length === parts.length && areApart(sets, flags);
};

const areApart = (sets: readonly string[], flags: PatternFlags): boolean => {
  if (!sets.every((set) => plainSet.test(set))) return false;
  const members = sets.flatMap((set) => {
    const whole = matcher(set, flags);
    return ascii.filter((character) => whole.test(character));
  });
  return new Set(members).size === members.length;
};

/** Whether it is certain that no character fits both parts. */
export const excludes = (part: PatternPart, other: PatternPart, flags: PatternFlags): boolean => {
  if (part.set === undefined || other.set === undefined) return false;
  const literal = literalOf(other.set);
  if (literal !== undefined) return !matcher(part.set, flags).test(literal);
  return areApart([part.set, other.set], flags);
};

/** The one character a set stands for. */
export const literalOf = (set: string): string | undefined => {
  if (set === ".") return undefined;
  const bare = /^\\[^\w\s]$/.test(set) ? set.slice(1) : set;
  return [...bare].length === 1 ? bare : undefined;
};

const matcher = (set: string, flags: PatternFlags): RegExp => new RegExp(`^${set}$`, flags);
