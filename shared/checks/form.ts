import type { Violation } from "#schemas/node.ts";
import { isJsonObject } from "#shared/json-schema/sub-schemas.ts";
import type { CheckSubject } from "./check-subject.ts";
import { fault } from "./finding.ts";

/** Fields of the form stand for inputs, each at most once. */
export const checkForm = ({ content }: CheckSubject): Violation[] => {
  const { properties } = content.input_schema;
  const declared = isJsonObject(properties) ? properties : {};
  const seen = new Set<string>();
  return content.ui_config.formFields.flatMap((field, index) => {
    const where = `ui_config.formFields[${index}]`;
    const isTwice = seen.has(field.key);
    seen.add(field.key);
    const { visible_when: condition } = field;
    return [
      ...(Object.hasOwn(declared, field.key) ? [] : [unknown(`${where}.key`, field.key)]),
      ...(isTwice ? [fault("repeated-field", `${where}.key`, `${field.key} has two fields.`)] : []),
      ...(condition === undefined || Object.hasOwn(declared, condition.key)
        ? []
        : [unknown(`${where}.visible_when.key`, condition.key)]),
    ];
  });
};

const unknown = (where: string, key: string): Violation =>
  fault("unknown-field", where, `${key} is no property of input_schema.`);
