import * as z from "zod";

type Json = z.infer<ReturnType<typeof z.json>>;

/**
 * What `JSON.parse` can give, of any size and depth, for values that are large or a stranger's:
 * `z.json()` costs ten times as much, and recurses.
 */
export const PlainJson = z.custom<Json>(isPlainJson, "must be JSON");

function isPlainJson(value: unknown): boolean {
  const waiting: unknown[] = [value];
  while (waiting.length > 0) {
    const next = waiting.pop();
    if (isScalar(next)) continue;
    if (!isContainer(next)) return false;
    for (const part of Object.values(next)) waiting.push(part);
  }
  return true;
}

function isScalar(value: unknown): boolean {
  if (typeof value === "number") return Number.isFinite(value);
  return value === null || typeof value === "string" || typeof value === "boolean";
}

function isContainer(value: unknown): value is object {
  if (typeof value !== "object" || value === null) return false;
  if (Array.isArray(value)) return true;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
