import { NodeKind } from "#schemas/node.ts";
import type { ResponseFormat } from "../providers/provider.ts";

const text = (description: string) => ({ type: "string", description });

/**
 * A whole node as one flat object, in the subset of JSON Schema that every provider's strict mode
 * takes. Strict modes close every object, so that a schema, a form or the inputs of a test could
 * only be `{}`: they go as JSON text. The code is last: it is written against all the rest.
 */
const properties = {
  name: text("At most 60 characters"),
  description: text("One or two sentences"),
  category: text("One or two words"),
  icon: text("kebab-case"),
  tags: { type: "array", items: { type: "string" }, description: "3 to 6 words" },
  kind: { type: "string", enum: [...NodeKind.options] },
  input_schema: text("The JSON Schema, as JSON text"),
  output_schema: text("The JSON Schema, as JSON text"),
  ui_config: text("The object, as JSON text"),
  capabilities: text("The object, as JSON text"),
  tests: text("The list of tests, as JSON text"),
  execution_code: text("The whole script"),
};

export const strictFormat: ResponseFormat = {
  name: "workflow_node",
  schema: {
    type: "object",
    properties,
    required: Object.keys(properties),
    additionalProperties: false,
  },
};
