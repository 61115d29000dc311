import type { JsonValue } from "#schemas/json.ts";
import { pathTo } from "../json-schema/value-path.ts";

type Segments = readonly (string | number)[];

/** Deeper values are compared by their text. */
const deepest = 200;

/**
 * The path of the first place where two values differ, or undefined where they are equal. The
 * order of an object's members does not matter; numbers are compared exactly, save that -0 is 0.
 */
export const jsonDifference = (
  expected: JsonValue,
  actual: JsonValue,
  root: string,
): string | undefined => {
  const segments = difference(expected, actual, []);
  return segments === undefined ? undefined : pathTo(root, segments);
};

const difference = (expected: JsonValue, actual: JsonValue, at: Segments): Segments | undefined => {
  if (expected === actual) return undefined;
  if (!isContainer(expected) || !isContainer(actual)) return at;
  if (Array.isArray(expected) !== Array.isArray(actual)) return at;
  if (at.length >= deepest) {
    return JSON.stringify(expected) === JSON.stringify(actual) ? undefined : at;
  }
  for (const key of new Set([...Object.keys(expected), ...Object.keys(actual)])) {
    const inside = [...at, Array.isArray(expected) ? Number(key) : key];
    if (!Object.hasOwn(expected, key) || !Object.hasOwn(actual, key)) return inside;
    const found = difference(Reflect.get(expected, key), Reflect.get(actual, key), inside);
    if (found !== undefined) return found;
  }
  return undefined;
};

const isContainer = (value: JsonValue): value is JsonValue[] | Record<string, JsonValue> =>
  typeof value === "object" && value !== null;
