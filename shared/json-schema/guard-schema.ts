import type { JsonObject, JsonValue } from "#schemas/json.ts";
import { judgePattern } from "./safe-pattern.ts";
import { mapSubSchemas } from "./sub-schemas.ts";

/** Comparing all pairs of a longer list would take seconds. */
export const mostUniqueItems = 1_000;

/**
 * The same schema with every pattern behind a bound on the length of its text, as a match cannot
 * be stopped once it runs. A pattern without a known bound is never run: no text fits it.
 */
export const guardSchema = (schema: JsonObject): JsonObject =>
  boundUnique(boundPattern(safeFormat(mapSubSchemas(schema, guardSchema))));

const boundPattern = (schema: JsonObject): JsonObject => {
  const { pattern, ...rest } = schema;
  if (typeof pattern !== "string") return schema;
  const verdict = judgePattern(pattern);
  const longest = verdict.safe ? verdict.longest : -1;
  const runs: JsonObject = {
    if: { type: "string", maxLength: longest },
    // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
    then: verdict.safe ? { pattern } : true,
  };
  const bound: JsonObject = { maxLength: longest };
  return { ...rest, allOf: [...listOf(rest.allOf), bound, runs] };
};

const boundUnique = (schema: JsonObject): JsonObject => {
  const { uniqueItems, ...rest } = schema;
  if (uniqueItems !== true) return schema;
  const runs: JsonObject = {
    if: { type: "array", maxItems: mostUniqueItems },
    // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
    then: { uniqueItems: true },
  };
  return { ...rest, allOf: [...listOf(rest.allOf), { maxItems: mostUniqueItems }, runs] };
};

/** The validator's own expression for `url` takes exponential time on some texts. */
const safeFormat = (schema: JsonObject): JsonObject =>
  schema.format === "url" ? { ...schema, format: "uri" } : schema;

const listOf = (value: JsonValue | undefined): JsonValue[] => (Array.isArray(value) ? value : []);
