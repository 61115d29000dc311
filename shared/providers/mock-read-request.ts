import { isDeepStrictEqual } from "node:util";
import type { JsonObject, JsonValue } from "#schemas/json.ts";
import { capturesOf, phrasePattern } from "../patterns/phrases.ts";
import type { Pattern, PatternMode } from "../patterns/prompt-library.ts";

/** A mode that the request asks for, in its words. */
export interface ChosenMode {
  readonly mode: PatternMode;
  /** What the request says. */
  readonly words: string;
  /** What stands where the phrase has `<number>` or `<field>`, by that name. */
  readonly captured: JsonObject;
  /** The inputs it sets, captured values put in. */
  readonly set: JsonObject;
}

export interface ReadRequest {
  readonly chosen: readonly ChosenMode[];
  /** The request without what is accounted for. */
  readonly rest: string;
}

interface Phrase {
  readonly words: string;
  /** Absent for what the pattern does in any case. */
  readonly mode?: PatternMode;
}

/**
 * Finds which modes of a pattern a request asks for, and takes their words and those for what it
 * does in any case out of it. Undefined where the request asks for two things at once.
 */
export const readRequest = (pattern: Pattern, request: string): ReadRequest | undefined => {
  const phrases = phrasesOf(pattern);
  const chosen: ChosenMode[] = [];
  let rest = request;
  for (
    let found = longestIn(phrases, rest);
    found !== undefined;
    found = longestIn(phrases, rest)
  ) {
    const { phrase, match } = found;
    if (phrase.mode !== undefined) chosen.push(chooseMode(phrase.mode, phrase.words, match));
    rest = `${rest.slice(0, match.index)} ${taken} ${rest.slice(match.index + match[0].length)}`;
  }
  return contradict(chosen) ? undefined : { chosen: withoutRepeats(chosen), rest };
};

/** Stands for what was taken out, so that its neighbours do not become a phrase of their own. */
const taken = "·";

const phrasesOf = ({ always, modes }: Pattern): Phrase[] => [
  ...always.map((words): Phrase => ({ words })),
  ...modes.flatMap((mode) => mode.words.map((words): Phrase => ({ words, mode }))),
];

const longestIn = (
  phrases: readonly Phrase[],
  text: string,
): { phrase: Phrase; match: RegExpExecArray } | undefined =>
  phrases
    .flatMap((phrase) => {
      const match = phrasePattern(phrase.words).exec(text);
      return match === null ? [] : [{ phrase, match }];
    })
    .reduce<{ phrase: Phrase; match: RegExpExecArray } | undefined>(
      (longest, one) =>
        longest === undefined || one.match[0].length > longest.match[0].length ? one : longest,
      undefined,
    );

const chooseMode = (mode: PatternMode, phrase: string, match: RegExpExecArray): ChosenMode => {
  const captured: JsonObject = Object.fromEntries(
    capturesOf(phrase).map((name, index): [string, JsonValue] => {
      const text = match[index + 1] ?? "";
      return [name, name === "number" ? Number(text) : text];
    }),
  );
  const set = Object.fromEntries(
    Object.entries(mode.set).map(([input, value]) => [input, putIn(value, captured)]),
  );
  return { mode, words: match[0].trim().replaceAll('"', ""), captured, set };
};

/** Puts captured values in for `<name>`: alone it keeps its type, in a longer text it is text. */
export const putIn = (value: JsonValue, captured: JsonObject): JsonValue => {
  if (typeof value === "string") {
    const whole = /^<([a-z ]+)>$/.exec(value)?.[1];
    if (whole !== undefined && Object.hasOwn(captured, whole)) return captured[whole] ?? null;
    return value.replace(/<([a-z ]+)>/g, (found, name: string) =>
      Object.hasOwn(captured, name) ? String(captured[name]) : found,
    );
  }
  if (Array.isArray(value)) return value.map((item) => putIn(item, captured));
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      String(putIn(key, captured)),
      putIn(inner, captured),
    ]),
  );
};

const contradict = (chosen: readonly ChosenMode[]): boolean => {
  const values = new Map<string, JsonValue>();
  return chosen.some(({ set }) =>
    Object.entries(set).some(([input, value]) => {
      if (values.has(input) && !isDeepStrictEqual(values.get(input), value)) return true;
      values.set(input, value);
      return false;
    }),
  );
};

const withoutRepeats = (chosen: readonly ChosenMode[]): ChosenMode[] =>
  chosen.filter(({ mode }, index) => chosen.findIndex((other) => other.mode === mode) === index);
