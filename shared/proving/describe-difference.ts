import { nullHint } from "./check-output.ts";
import type { JsonDifference } from "./json-difference.ts";

/** The message of an event holds 500 characters, and both values are to be seen in it. */
const longestPath = 200;
const longestValue = 100;

/** What of two long values is shown before the place where they part. */
const before = 20;

/** What was expected somewhere and what came, in one sentence of at most 450 characters. */
export function describeDifference({ path, expected, actual }: JsonDifference): string {
  const place = path.length > longestPath ? `${path.slice(0, longestPath).toWellFormed()}…` : path;
  const wanted = expected === undefined ? undefined : JSON.stringify(expected);
  const came = actual === undefined ? undefined : JSON.stringify(actual);
  const parting = partingOf(wanted ?? "", came ?? "");
  if (came === undefined) return `${place}: expected ${shown(wanted, 0)}, but it is missing.`;
  if (wanted === undefined) return `${place}: not expected, got ${shown(came, 0)}.`;
  const told = `${place}: expected ${shown(wanted, parting)}, got ${shown(came, parting)}`;
  return typeof expected === "number" && actual === null ? `${told} (${nullHint}).` : `${told}.`;
}

/** How many characters two texts begin with alike. */
function partingOf(one: string, other: string): number {
  let length = 0;
  while (length < one.length && one[length] === other[length]) length += 1;
  return length;
}

/** A value's text, of a long one the part around `place`. */
function shown(text = "", place: number): string {
  if (text.length <= longestValue) return text;
  const start = Math.max(0, Math.min(place - before, text.length - longestValue));
  const part = text.slice(start, start + longestValue).toWellFormed();
  return `${start > 0 ? "…" : ""}${part}${start + longestValue < text.length ? "…" : ""}`;
}
