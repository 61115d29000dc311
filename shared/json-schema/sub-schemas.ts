import type { JsonObject, JsonValue } from "#schemas/json.ts";

const single = ["items", "contains", "additionalProperties", "propertyNames", "not"] as const;
const conditional = ["if", "then", "else"] as const;
const lists = ["prefixItems", "allOf", "anyOf", "oneOf"] as const;
const maps = [
  "properties",
  "patternProperties",
  "$defs",
  "definitions",
  "dependentSchemas",
] as const;

export const isJsonObject = (value: JsonValue | undefined): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** A schema inside a schema, with the keyword it stands under and the way to it. */
export interface SubSchema {
  readonly keyword: string;
  readonly path: readonly (string | number)[];
  readonly schema: JsonObject;
}

/** The schemas directly inside a schema; members that are data, such as `enum`, are no schemas. */
export const subSchemas = (schema: JsonObject): SubSchema[] => [
  ...[...single, ...conditional].flatMap((keyword) => entry(keyword, [keyword], schema[keyword])),
  ...[...lists, "items"].flatMap((keyword) => listEntries(keyword, schema[keyword])),
  ...maps.flatMap((keyword) => mapEntries(keyword, schema[keyword])),
];

/** A copy of a schema in which every schema inside it was changed first. */
export const mapSubSchemas = (
  schema: JsonObject,
  change: (inner: JsonObject) => JsonObject,
): JsonObject => {
  const changed = (value: JsonValue): JsonValue => (isJsonObject(value) ? change(value) : value);
  const changeMember = ([key, value]: [string, JsonValue]): [string, JsonValue] => {
    if (has(lists, key) || key === "items") {
      return [key, Array.isArray(value) ? value.map(changed) : changed(value)];
    }
    if (has(single, key) || has(conditional, key)) return [key, changed(value)];
    if (!has(maps, key) || !isJsonObject(value)) return [key, value];
    const members = Object.entries(value).map(([name, inner]) => [name, changed(inner)] as const);
    return [key, Object.fromEntries(members)];
  };
  return Object.fromEntries(Object.entries(schema).map(changeMember));
};

const has = (keywords: readonly string[], key: string): boolean => keywords.includes(key);

const entry = (
  keyword: string,
  path: readonly (string | number)[],
  value: JsonValue | undefined,
): SubSchema[] => (isJsonObject(value) ? [{ keyword, path, schema: value }] : []);

const listEntries = (keyword: string, value: JsonValue | undefined): SubSchema[] =>
  Array.isArray(value)
    ? value.flatMap((item, index) => entry(keyword, [keyword, index], item))
    : [];

const mapEntries = (keyword: string, value: JsonValue | undefined): SubSchema[] =>
  isJsonObject(value)
    ? Object.entries(value).flatMap(([name, item]) => entry(keyword, [keyword, name], item))
    : [];
