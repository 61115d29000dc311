import type { JsonObject, JsonSchema } from "#schemas/json.ts";
import type { FormField, Widget } from "#schemas/node.ts";
import { isJsonObject } from "../json-schema/sub-schemas.ts";
import { propertiesOf, typeOf } from "./derive-ports.ts";
import { labelOf } from "./label-of.ts";

const mostFields = 60;
/** Texts that may be longer than this want more than one line. */
const shortText = 200;

/** One form field for each input, with the widget that fits its schema best. */
export function deriveFormFields(schema: JsonSchema): FormField[] {
  return propertiesOf(schema)
    .slice(0, mostFields)
    .map(([key, property]) => ({
      key,
      label: labelOf(key, property),
      widget: defaultWidget(key, property),
      ...(typeof property.description === "string" && property.description !== ""
        ? { help: property.description.slice(0, 1_000) }
        : {}),
    }));
}

const byFormat: Readonly<Record<string, Widget>> = { date: "date", password: "secret" };

/** The widget for an input whose form says nothing of it. */
export function defaultWidget(key: string, property: JsonObject): Widget {
  if (Array.isArray(property.enum)) return "select";
  switch (typeOf(property)) {
    case "boolean":
      return "checkbox";
    case "number":
    case "integer":
      return "number";
    case "string":
      return textWidget(key, property);
    case "array":
      return isJsonObject(property.items) && Array.isArray(property.items.enum)
        ? "multiselect"
        : "json";
    case "object":
      return "json";
    default:
      return property.const === undefined ? "json" : "text";
  }
}

function textWidget(key: string, property: JsonObject): Widget {
  const { format, maxLength, writeOnly, contentMediaType } = property;
  if (typeof format === "string" && Object.hasOwn(byFormat, format))
    return byFormat[format] ?? "text";
  if (writeOnly === true || isSecretName(key)) return "secret";
  if (/(?:^|_)(?:code|script|source)$/i.test(key)) return "code";
  const isLong = typeof maxLength === "number" && maxLength > shortText;
  return isLong || contentMediaType !== undefined || isLongName(key) ? "textarea" : "text";
}

const isSecretName = (key: string): boolean =>
  /(?:password|passwd|secret|api_?key|private_?key|access_?token|auth_?token|^token)$/i.test(key);

const isLongName = (key: string): boolean =>
  /(?:text|body|content|csv|html|markdown|template|xml|message|description)$/i.test(key);
