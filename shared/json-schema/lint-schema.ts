import type { JsonSchema } from "#schemas/json.ts";
import type { Violation } from "#schemas/node.ts";
import { checkSchema } from "./check-schema.ts";
import { type FixedSchema, fixSchema } from "./fix-schema.ts";

export interface LintedSchema extends FixedSchema {
  /** Of the schema as it was mended. */
  readonly violations: Violation[];
}

/** Mends a schema that a model wrote, and says what is still wrong with it. */
export const lintSchema = (schema: JsonSchema, where: string): LintedSchema => {
  const fixed = fixSchema(schema, where);
  return { ...fixed, violations: checkSchema(fixed.schema, where) };
};
