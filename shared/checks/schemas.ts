import type { Violation } from "#schemas/node.ts";
import { checkSchema } from "#shared/json-schema/check-schema.ts";
import type { CheckSubject } from "./check-subject.ts";

/** Both schemas must be ones that we can check values against. */
export const checkSchemas = ({ content }: CheckSubject): Violation[] => [
  ...checkSchema(content.input_schema, "input_schema"),
  ...checkSchema(content.output_schema, "output_schema"),
];
