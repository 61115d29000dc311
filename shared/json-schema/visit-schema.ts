import type { JsonObject } from "#schemas/json.ts";
import { subSchemas } from "./sub-schemas.ts";
import { pathTo } from "./value-path.ts";

export interface VisitedSchema {
  readonly schema: JsonObject;
  /** E.g. `input_schema.properties.rows`. */
  readonly where: string;
  readonly depth: number;
}

/** Nothing deeper is visited: a schema is refused long before. */
export const deepestVisit = 12;

/** A schema and every schema inside it, outermost first. */
export const visitSchema = (schema: JsonObject, where: string, depth = 0): VisitedSchema[] => [
  { schema, where, depth },
  ...(depth >= deepestVisit ? [] : subSchemas(schema)).flatMap((inner) =>
    visitSchema(inner.schema, pathTo(where, inner.path), depth + 1),
  ),
];
