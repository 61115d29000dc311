import type { JsonValue } from "#schemas/json.ts";
import { pathTo } from "../json-schema/value-path.ts";

type Segments = readonly (string | number)[];

/** Deeper values are compared by their text. */
const deepest = 200;

/** The first place where two values differ, and what is there; nothing where one has no member. */
export interface JsonDifference {
  readonly path: string;
  readonly expected: JsonValue | undefined;
  readonly actual: JsonValue | undefined;
}

/**
 * Where two values differ first, or undefined where they are equal. The order of an object's
 * members does not matter; numbers are compared exactly, save that -0 is 0.
 */
export const jsonDifference = (
  expected: JsonValue,
  actual: JsonValue,
  root: string,
): JsonDifference | undefined => {
  const found = difference(expected, actual, []);
  return found === undefined ? undefined : { ...found.values, path: pathTo(root, found.at) };
};

interface Found {
  readonly at: Segments;
  readonly values: Omit<JsonDifference, "path">;
}

const difference = (expected: JsonValue, actual: JsonValue, at: Segments): Found | undefined => {
  if (expected === actual) return undefined;
  const here = { at, values: { expected, actual } };
  if (!isContainer(expected) || !isContainer(actual)) return here;
  if (Array.isArray(expected) !== Array.isArray(actual)) return here;
  if (at.length >= deepest) {
    return JSON.stringify(expected) === JSON.stringify(actual) ? undefined : here;
  }
  for (const key of new Set([...Object.keys(expected), ...Object.keys(actual)])) {
    const inside = [...at, Array.isArray(expected) ? Number(key) : key];
    const values = { expected: memberOf(expected, key), actual: memberOf(actual, key) };
    if (values.expected === undefined || values.actual === undefined) return { at: inside, values };
    const found = difference(values.expected, values.actual, inside);
    if (found !== undefined) return found;
  }
  return undefined;
};

const memberOf = (container: object, key: string): JsonValue | undefined =>
  Object.hasOwn(container, key) ? Reflect.get(container, key) : undefined;

const isContainer = (value: JsonValue): value is JsonValue[] | Record<string, JsonValue> =>
  typeof value === "object" && value !== null;
