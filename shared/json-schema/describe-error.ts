import type { OutputUnit } from "@cfworker/json-schema";

/** Keywords whose errors only say that something inside them did not fit. */
const wrappers = new Set([
  "$ref",
  "allOf",
  "if",
  "properties",
  "patternProperties",
  "additionalProperties",
  "unevaluatedProperties",
  "propertyNames",
  "dependentSchemas",
  "items",
  "prefixItems",
]);

export const isWrapper = (unit: OutputUnit): boolean => wrappers.has(unit.keyword);

type Wording = (error: string) => string | undefined;

const numbers = (error: string): string[] => error.match(/\d+/g) ?? [];

const wordings: Readonly<Record<string, Wording>> = {
  type: (error) => {
    const [found, ...expected] = [...error.matchAll(/"([^"]*)"/g)].map((match) => match[1]);
    return `must be ${list(expected)}, not ${withArticle(found)}`;
  },
  false: () => "is not declared",
  not: () => "must not be of this form",
  oneOf: (error) =>
    numbers(error)[0] === "0" ? "fits none of the allowed forms" : "fits several forms at once",
  const: (error) => `must be ${after(error, "match ")}`,
  enum: (error) => `must be one of ${after(error, "any of ").replace(/^\[|\]$/g, "")}`,
  minLength: (error) => `must have at least ${numbers(error)[1]} characters`,
  maxLength: (error) => `must have at most ${numbers(error)[1]} characters`,
  pattern: () => "does not match its pattern",
  format: (error) => `must be a valid ${after(error, "format ").replace(/"/g, "")}`,
  minItems: (error) => `must have at least ${numbers(error)[1]} items`,
  maxItems: (error) => `must have at most ${numbers(error)[1]} items`,
  minProperties: (error) => `must have at least ${numbers(error)[0]} properties`,
  maxProperties: (error) => `must have at most ${numbers(error)[0]} properties`,
  contains: () => "lacks an item of the required form",
  uniqueItems: (error) => `repeats an item (${numbers(error).join(" and ")})`,
  dependentRequired: (error) => `lacks ${error.match(/"[^"]*"(?=\.$)/)?.[0]}`,
};

/** What is wrong with a value, as the end of a sentence that begins with its path. */
export const describeError = (unit: OutputUnit): string =>
  (Object.hasOwn(wordings, unit.keyword) ? wordings[unit.keyword]?.(unit.error) : undefined) ??
  unit.error
    .replace(/^[-\d.e+]+ is/, "is")
    .replace(/\s+/g, " ")
    .replace(/\.$/, "");

const after = (error: string, mark: string): string =>
  error.slice(error.indexOf(mark) + mark.length).replace(/\.$/, "");

const list = (names: readonly (string | undefined)[]): string =>
  names.map((name) => withArticle(name)).join(" or ");

const withArticle = (type: string | undefined): string => {
  if (type === undefined || type === "null") return "null";
  return /^[aeiou]/.test(type) ? `an ${type}` : `a ${type}`;
};
