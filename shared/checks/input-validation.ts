import type { Violation } from "#schemas/node.ts";
import { isJsonObject } from "#shared/json-schema/sub-schemas.ts";
import type { AnalysedCode, CheckSubject } from "./check-subject.ts";
import { doubt, place } from "./finding.ts";
import { memberName } from "./member-name.ts";

/** A node with inputs must be able to refuse them. */
export const checkInputValidation = ({ code, content }: CheckSubject): Violation[] => {
  if (code?.execute === undefined || canRefuse(code)) return [];
  const { properties } = content.input_schema;
  if (!isJsonObject(properties) || Object.keys(properties).length === 0) return [];
  return [
    doubt(
      "no-input-validation",
      place(code.execute.node),
      "Nothing in the code refuses bad input.",
      "Check each input before it is used, and throw an Error that names the input.",
    ),
  ];
};

const canRefuse = (code: AnalysedCode): boolean =>
  code.ofType("ThrowStatement").length > 0 ||
  code.ofType("CallExpression").some(({ callee }) => memberName(callee, code) === "reject");
