import type { JsonValue } from "#schemas/json.ts";
import type { NodeContent, Violation } from "#schemas/node.ts";
import { validateValue } from "../json-schema/validate-value.ts";

/** Where an output does not fit `output_schema`, by paths such as `output.rows[0]`. */
export const checkOutput = (
  content: Pick<NodeContent, "output_schema">,
  output: JsonValue,
): Violation[] =>
  validateValue(content.output_schema, output, "output").map((fault) => ({
    ...fault,
    rule: "output-schema",
  }));
