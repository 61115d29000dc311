import { jsonrepair } from "jsonrepair";
import { softFix } from "./soft-fix.ts";

/** How a text had to be read before it was JSON; the empty word means: as it is. */
export type ReadingEffort = "" | "soft-fix" | "jsonrepair";

export interface ReadJson {
  readonly value: unknown;
  readonly effort: ReadingEffort;
}

/** Deeper values are no node of anybody, and would exhaust the stack of what reads them next. */
const mostDepth = 64;

/** Mending takes time that grows with the square of the length; no node's JSON is as long. */
const mostMended = 100_000;

/** Strict JSON only: nothing is mended. */
export const readStrictJson = (text: string): ReadJson | undefined => attempt(text, "");

/**
 * JSON as it is, then with raw line ends, comments and trailing commas mended, and last, for a
 * text that opens and closes as one object, with `jsonrepair`. The last one can end a cut string
 * as if it were whole, so its caller has to prove any code that comes of it.
 */
export const readJson = (text: string): ReadJson | undefined => {
  const strict = readStrictJson(text) ?? attempt(softFix(text), "soft-fix");
  if (strict !== undefined) return strict;
  const trimmed = text.trim();
  if (!trimmed.startsWith("{") || !trimmed.endsWith("}")) return undefined;
  if (trimmed.length > mostMended) return undefined;
  try {
    return attempt(jsonrepair(trimmed), "jsonrepair");
  } catch {
    return undefined;
  }
};

const attempt = (text: string, effort: ReadingEffort): ReadJson | undefined => {
  try {
    const value: unknown = JSON.parse(text);
    return isShallow(value) ? { value, effort } : undefined;
  } catch {
    return undefined;
  }
};

const isShallow = (value: unknown): boolean => {
  let level: unknown[] = [value];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > mostDepth) return false;
    level = level.flatMap(membersOf);
  }
  return true;
};

const membersOf = (value: unknown): unknown[] =>
  typeof value === "object" && value !== null ? Object.values(value) : [];
