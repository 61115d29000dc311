import type { JsonObject, JsonSchema, JsonValue } from "#schemas/json.ts";
import type { NodeContent, Port } from "#schemas/node.ts";
import { isJsonObject } from "../json-schema/sub-schemas.ts";
import { labelOf } from "./label-of.ts";

const mostPorts = 60;

/** One port for each property of a schema whose root is an object. */
export function derivePorts(schema: JsonSchema): Port[] {
  const required = Array.isArray(schema.required) ? schema.required : [];
  return propertiesOf(schema)
    .slice(0, mostPorts)
    .map(([id, property]) => ({
      id,
      label: labelOf(id, property),
      type: typeOf(property),
      required: required.includes(id),
    }));
}

/** The content with its ports as its schemas now say; the kind stays. */
export function withDerivedPorts(content: NodeContent): NodeContent {
  return {
    ...content,
    node_definition: {
      ...content.node_definition,
      inputs: derivePorts(content.input_schema),
      outputs: derivePorts(content.output_schema),
    },
  };
}

/** The properties that a port or a form field can stand for. */
export function propertiesOf(schema: JsonSchema): [string, JsonObject][] {
  if (!isJsonObject(schema.properties)) return [];
  return Object.entries(schema.properties)
    .filter(([id]) => id.length >= 1 && id.length <= 100)
    .map(([id, property]) => [id, isJsonObject(property) ? property : {}]);
}

/** The one type of a property beside null, or `any`. */
export function typeOf(property: JsonObject): string {
  const { type } = property;
  const named = (Array.isArray(type) ? type : [type]).filter((name) => name !== "null");
  const [only, second] = named;
  if (typeof only === "string") return second === undefined ? only.slice(0, 50) : "any";
  const values = Array.isArray(property.enum) ? property.enum : [];
  const kinds = new Set(values.filter((value) => value !== null).map(kindOf));
  return kinds.size === 1 ? ([...kinds][0] ?? "any") : "any";
}

const kindOf = (value: JsonValue): string => (Array.isArray(value) ? "array" : typeof value);
