import type { JsonValue } from "#schemas/json.ts";
import type { NodeContent, Violation } from "#schemas/node.ts";
import { validateValue } from "../json-schema/validate-value.ts";

/** A number that JSON has not arrives as null, and whoever sees null looks for something else. */
export const nullHint = "NaN and Infinity become null in JSON";

/** Where an output does not fit `output_schema`, by paths such as `output.rows[0]`. */
export const checkOutput = (
  content: Pick<NodeContent, "output_schema">,
  output: JsonValue,
): Violation[] =>
  validateValue(content.output_schema, output, "output").map((fault) => ({
    ...fault,
    message: `${fault.message}${wantsNumber.test(fault.message) ? ` (${nullHint})` : ""}`,
    rule: "output-schema",
  }));

const wantsNumber = / must be .*\b(?:integer|number)\b.*, not null$/;
