import type { JsonObject, JsonSchema, JsonValue } from "#schemas/json.ts";

/** The schema of objects like these, as far as they tell; of one without properties where there are none. */
export function inferSchema(objects: readonly JsonObject[]): JsonSchema {
  const names = [...new Set(objects.flatMap((object) => Object.keys(object)))];
  const usable = names.filter((name) => name.length >= 1 && name.length <= 100).slice(0, 60);
  return {
    type: "object",
    properties: Object.fromEntries(
      usable.map((name) => [name, propertyOf(name, valuesOf(objects, name))]),
    ),
    required: usable.filter((name) => objects.every((object) => Object.hasOwn(object, name))),
    additionalProperties: false,
  };
}

const valuesOf = (objects: readonly JsonObject[], name: string): JsonValue[] =>
  objects.flatMap((object) => (Object.hasOwn(object, name) ? [object[name] ?? null] : []));

function propertyOf(name: string, values: readonly JsonValue[]): JsonObject {
  const types = [...new Set(values.map(typeName))];
  const description = `As in the examples of the request: ${name}`;
  return types.length === 1 && types[0] !== undefined
    ? { type: types[0], description }
    : { description };
}

/** Whole numbers in an example say nothing of whether others may come. */
const typeName = (value: JsonValue): string =>
  value === null ? "null" : Array.isArray(value) ? "array" : typeof value;
