import type { JsonObject, JsonSchema, JsonValue } from "#schemas/json.ts";
import { plainerPattern } from "./plainer-pattern.ts";
import { compiles } from "./safe-pattern.ts";
import { knownKeywords } from "./schema-of-schemas.ts";
import { isJsonObject, mapSubSchemas, subSchemas } from "./sub-schemas.ts";

export interface FixedSchema {
  readonly schema: JsonSchema;
  /** What was changed, for the record of the generation. */
  readonly notes: string[];
}

/** Deeper schemas are left as they are, to be refused by the check. */
const deepest = 12;

type Fix = (
  schema: JsonObject,
) => { readonly schema: JsonObject; readonly note: string } | undefined;

/**
 * Mends the slips that models make in schemas where there is only one thing they can mean, so that
 * they cost no repair round. Schemas that people wrote are never sent through here.
 */
export const fixSchema = (schema: JsonSchema, where: string): FixedSchema => {
  const notes = new Set<string>();
  const fixed = fixAll(schema, deepest, (note) => notes.add(`${where}: ${note}`));
  return { schema: withRoot(fixed), notes: [...notes] };
};

const fixAll = (
  schema: JsonObject,
  depthLeft: number,
  note: (text: string) => void,
): JsonObject => {
  if (depthLeft === 0) return schema;
  const tupled = applied([fixTuple], schema, note);
  const required = requiredOf(tupled);
  const inside = mapSubSchemas(tupled, (inner) => fixAll(inner, depthLeft - 1, note));
  const listed = required.length > 0 ? { ...inside, required } : inside;
  return applied(fixes, listed, note);
};

const applied = (
  list: readonly Fix[],
  schema: JsonObject,
  note: (text: string) => void,
): JsonObject =>
  list.reduce((current, fix) => {
    const result = fix(current);
    if (result === undefined) return current;
    note(result.note);
    return result.schema;
  }, schema);

/** The required list of an object whose properties say `required: true` themselves. */
const requiredOf = (schema: JsonObject): string[] => {
  const marked = subSchemas(schema)
    .filter((inner) => inner.keyword === "properties" && inner.schema.required === true)
    .map((inner) => String(inner.path[1]));
  const listed = Array.isArray(schema.required) ? schema.required : [];
  const names = listed.filter((name) => typeof name === "string");
  return marked.length === 0 ? [] : [...new Set([...names, ...marked])];
};

const withRoot = (schema: JsonSchema): JsonSchema => {
  if (schema.type !== undefined || !isJsonObject(schema.properties)) return schema;
  return { type: "object", ...schema };
};

const otherTypes: Readonly<Record<string, JsonObject>> = {
  int: { type: "integer" },
  long: { type: "integer" },
  float: { type: "number" },
  double: { type: "number" },
  decimal: { type: "number" },
  str: { type: "string" },
  text: { type: "string" },
  bool: { type: "boolean" },
  dict: { type: "object" },
  map: { type: "object" },
  list: { type: "array" },
  date: { type: "string", format: "date" },
  datetime: { type: "string", format: "date-time" },
  "date-time": { type: "string", format: "date-time" },
  any: {},
};

const fixType: Fix = (schema) => {
  const { type, ...rest } = schema;
  if (typeof type !== "string" || !Object.hasOwn(otherTypes, type)) return undefined;
  return { schema: { ...otherTypes[type], ...rest }, note: `type ${type} was replaced` };
};

const fixNullable: Fix = (schema) => {
  const { nullable, ...rest } = schema;
  if (typeof nullable !== "boolean") return undefined;
  return { schema: nullable ? orNull(rest) : rest, note: "`nullable` was turned into a type" };
};

const orNull = (schema: JsonObject): JsonObject => {
  const { type } = schema;
  if (typeof type !== "string")
    return type === undefined ? { anyOf: [schema, { type: "null" }] } : schema;
  const allowed = Array.isArray(schema.enum) ? { enum: [...schema.enum, null] } : {};
  return { ...schema, type: [type, "null"], ...allowed };
};

const fixRequired: Fix = (schema) => {
  const { required, ...rest } = schema;
  if (typeof required !== "boolean") return undefined;
  return { schema: rest, note: "`required` of a property belongs to its object" };
};

const fixTuple: Fix = (schema) => {
  const { items, ...rest } = schema;
  if (!Array.isArray(items)) return undefined;
  return { schema: { ...rest, prefixItems: items }, note: "a list of items became `prefixItems`" };
};

const fixExclusive =
  (keyword: string, bound: string): Fix =>
  (schema) => {
    const { [keyword]: exclusive, [bound]: value, ...rest } = schema;
    if (typeof exclusive !== "boolean") return undefined;
    const limit: JsonObject = value === undefined ? {} : { [exclusive ? keyword : bound]: value };
    return { schema: { ...rest, ...limit }, note: `\`${keyword}\` became a number` };
  };

const fixPattern: Fix = (schema) => {
  if (typeof schema.pattern !== "string" || compiles(schema.pattern)) return undefined;
  const pattern = plainerPattern(schema.pattern);
  if (!compiles(pattern)) return undefined;
  return { schema: { ...schema, pattern }, note: "needless escapes of a pattern were taken off" };
};

const fixFormat: Fix = (schema) =>
  schema.format === "url"
    ? { schema: { ...schema, format: "uri" }, note: "format url is uri" }
    : undefined;

const fixKeywords: Fix = (schema) => {
  const unknown = Object.keys(schema).filter((key) => !knownKeywords.has(key) || key === "$schema");
  if (unknown.length === 0) return undefined;
  const known = Object.entries(schema).filter(([key]) => !unknown.includes(key));
  const rest: Record<string, JsonValue> = Object.fromEntries(known);
  return {
    schema: rest,
    note: `unknown keywords were dropped: ${unknown.join(", ").slice(0, 200)}`,
  };
};

const fixes: readonly Fix[] = [
  fixType,
  fixRequired,
  fixNullable,
  fixExclusive("exclusiveMinimum", "minimum"),
  fixExclusive("exclusiveMaximum", "maximum"),
  fixPattern,
  fixFormat,
  fixKeywords,
];
