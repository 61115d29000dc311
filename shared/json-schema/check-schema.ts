import type * as z from "zod";
import type { JsonObject, JsonSchema, JsonValue } from "#schemas/json.ts";
import type { Severity, Violation } from "#schemas/node.ts";
import { judgePattern } from "./safe-pattern.ts";
import { knownKeywords, schemaOfSchemas } from "./schema-of-schemas.ts";
import { isJsonObject } from "./sub-schemas.ts";
import { validateValue } from "./validate-value.ts";
import { pathTo } from "./value-path.ts";
import { type VisitedSchema, visitSchema } from "./visit-schema.ts";

const mostDepth = 6;
const mostProperties = 60;
const mostSchemas = 400;
const mostCharacters = 64_000;
/** `patternProperties` is matched against names, which are at most this long. */
const longestName = 500;

const reservedNames = ["__proto__", "constructor", "prototype"];

/**
 * What is wrong with the schema of a node: first its form, then what our own use of it needs.
 * `where` names it in paths, e.g. `input_schema`.
 */
export const checkSchema = (schema: JsonSchema, where: string): Violation[] => {
  const visited = visitSchema(schema, where);
  const depths = visited.filter((part) => part.depth > mostDepth);
  if (depths.length > 0 || visited.length > mostSchemas) {
    return [
      finding("schema-depth", depths[0]?.where ?? where, "is nested too deeply or too large"),
    ];
  }
  if (lengthOf(schema) > mostCharacters) {
    return [finding("schema-size", where, `is longer than ${mostCharacters} characters`)];
  }
  const malformed = validateValue(schemaOfSchemas, schema, where);
  if (malformed.length > 0) {
    return malformed.map((fault) => ({ ...fault, rule: "schema-invalid" }));
  }
  return [...rootFindings(schema, where), ...visited.flatMap((part) => partFindings(part, schema))];
};

type Level = z.infer<typeof Severity>;

const finding = (
  rule: string,
  where: string,
  what: string,
  severity: Level = "error",
): Violation => ({
  rule,
  severity,
  where: where.slice(0, 500),
  message: `${where} ${what}`.slice(0, 2_000),
});

/** Data inside a schema, such as a default, can be too deep to be written out at all. */
const lengthOf = (schema: JsonSchema): number => {
  try {
    return JSON.stringify(schema).length;
  } catch {
    return Number.POSITIVE_INFINITY;
  }
};

const rootFindings = (schema: JsonSchema, where: string): Violation[] => {
  if (schema.type === "object" && isJsonObject(schema.properties)) return [];
  return [finding("schema-root", where, 'must have `type: "object"` and `properties`')];
};

const partFindings = (part: VisitedSchema, root: JsonSchema): Violation[] => [
  ...keywordFindings(part),
  ...referenceFindings(part, root),
  ...patternFindings(part),
  ...propertyFindings(part),
  ...enumFindings(part),
];

const keywordFindings = ({ schema, where }: VisitedSchema): Violation[] =>
  Object.keys(schema)
    .filter((keyword) => !knownKeywords.has(keyword))
    .map((keyword) =>
      finding("schema-keyword", pathTo(where, [keyword]), "is no keyword we know", "warning"),
    );

const referenceFindings = ({ schema, where }: VisitedSchema, root: JsonSchema): Violation[] => {
  const identified = ["$id", "$anchor", "$dynamicRef", "$recursiveRef"].filter(
    (key) => key in schema,
  );
  const named = identified.map((key) =>
    finding("schema-ref", pathTo(where, [key]), "is not supported"),
  );
  const { $ref } = schema;
  if (typeof $ref !== "string" || resolves($ref, root)) return named;
  return [
    ...named,
    finding("schema-ref", pathTo(where, ["$ref"]), "names no schema inside this one"),
  ];
};

const resolves = (reference: string, root: JsonSchema): boolean => {
  if (reference === "#") return true;
  if (!reference.startsWith("#/")) return false;
  const names = reference
    .slice(2)
    .split("/")
    .map((name) => name.replaceAll("~1", "/").replaceAll("~0", "~"));
  const target = names.reduce<JsonValue | undefined>(memberOf, root);
  return isJsonObject(target) || typeof target === "boolean";
};

const memberOf = (value: JsonValue | undefined, name: string): JsonValue | undefined => {
  if (Array.isArray(value)) return value[Number(name)];
  return isJsonObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
};

const patternFindings = ({ schema, where }: VisitedSchema): Violation[] => {
  const names = isJsonObject(schema.patternProperties) ? Object.keys(schema.patternProperties) : [];
  const own = typeof schema.pattern === "string" ? [schema.pattern] : [];
  return [
    ...own.flatMap((source) => patternFinding(source, pathTo(where, ["pattern"]), 1)),
    ...names.flatMap((source) =>
      patternFinding(source, pathTo(where, ["patternProperties"]), longestName),
    ),
  ];
};

const patternFinding = (source: string, where: string, needed: number): Violation[] => {
  const verdict = judgePattern(source);
  if (verdict.safe && verdict.longest >= needed) return [];
  const reason = verdict.safe ? "costs too much on long names" : verdict.reason;
  return [finding("schema-pattern", where, `(${source.slice(0, 100)}) ${reason}`)];
};

const propertyFindings = ({ schema, where }: VisitedSchema): Violation[] => {
  if (!isJsonObject(schema.properties)) return [];
  const names = Object.keys(schema.properties);
  const reserved = names.filter((name) => reservedNames.includes(name) || name.length > 100);
  const crowd = names.length > mostProperties ? [`has more than ${mostProperties} properties`] : [];
  return [
    ...crowd.map((what) => finding("schema-size", where, what)),
    ...reserved.map((name) =>
      finding("schema-name", pathTo(where, ["properties", name]), "is no name for a property"),
    ),
    ...requiredFindings(schema, names, where),
  ];
};

const requiredFindings = (schema: JsonObject, names: string[], where: string): Violation[] => {
  const required = Array.isArray(schema.required) ? schema.required : [];
  const severity = schema.additionalProperties === false ? "error" : "warning";
  return required
    .filter((name) => typeof name === "string" && !names.includes(name))
    .map((name) =>
      finding(
        "schema-required",
        pathTo(where, ["required"]),
        `names ${JSON.stringify(name)}, which is no property`,
        severity,
      ),
    );
};

const enumFindings = ({ schema, where }: VisitedSchema): Violation[] => {
  if (!Array.isArray(schema.enum) || schema.type === undefined) return [];
  const ofType = { type: schema.type };
  return schema.enum
    .filter((value) => validateValue(ofType, value, where).length > 0)
    .slice(0, 1)
    .map((value) =>
      finding(
        "schema-enum",
        pathTo(where, ["enum"]),
        `holds ${JSON.stringify(value)}, which is not of its type`,
      ),
    );
};
