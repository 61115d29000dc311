import * as z from "zod";
import type { JsonSchema } from "#schemas/json.ts";
import { FormField, type UiConfig, type Warning, Widget } from "#schemas/node.ts";
import { defaultWidget, deriveFormFields } from "./derive-form-fields.ts";
import { propertiesOf } from "./derive-ports.ts";

export const defaultColor = "#4f6bed";

export interface FormBasis {
  readonly name: string;
  readonly description: string;
  readonly icon: string;
  readonly input_schema: JsonSchema;
}

const text = (longest: number) => z.string().trim().min(1).max(longest).optional().catch(undefined);

const LooseConfig = z
  .object({
    label: text(255),
    description: text(2_000),
    formFields: z.array(z.unknown()).optional().catch(undefined),
    fields: z.array(z.unknown()).optional().catch(undefined),
    style: z
      .object({ color: text(30), icon: text(50) })
      .optional()
      .catch(undefined),
  })
  .catch({});

const LooseField = z.object({
  key: z.string(),
  label: text(200),
  widget: Widget.optional().catch(undefined),
  help: text(1_000),
  placeholder: text(500),
  order: z.int().optional().catch(undefined),
  group: text(100),
  visible_when: FormField.shape.visible_when.catch(undefined),
});
type LooseField = z.infer<typeof LooseField>;

/**
 * The form that a model described, completed from the input schema. What cannot be used is left
 * out with a warning, and inputs it forgot get a field.
 */
export function readUiConfig(
  value: unknown,
  basis: FormBasis,
): { ui_config: UiConfig; warnings: Warning[] } {
  const loose = LooseConfig.parse(value);
  const described = describedFields(loose.formFields ?? loose.fields ?? []);
  const properties = new Map(propertiesOf(basis.input_schema));
  const derived = deriveFormFields(basis.input_schema);
  const known = [...described.values()].filter((field) => properties.has(field.key));
  const unknown = [...described.keys()].filter((key) => !properties.has(key));
  const fields = known.map((field) =>
    completeField(
      field,
      derived.find(({ key }) => key === field.key),
      properties,
    ),
  );
  const forgotten = derived.filter(({ key }) => !described.has(key));
  return {
    ui_config: {
      label: loose.label ?? basis.name.slice(0, 255),
      description: loose.description ?? basis.description.slice(0, 2_000),
      formFields: [...fields, ...forgotten].slice(0, 60),
      style: { color: loose.style?.color ?? defaultColor, icon: loose.style?.icon ?? basis.icon },
    },
    warnings: unknown.map((key) => ({
      code: "form-field-dropped",
      message: `The form named ${key.slice(0, 100)}, which is no input.`,
    })),
  };
}

function describedFields(fields: readonly unknown[]): Map<string, LooseField> {
  const described = new Map<string, LooseField>();
  for (const field of fields) {
    const parsed = LooseField.safeParse(nameAsKey(field));
    if (parsed.success && !described.has(parsed.data.key))
      described.set(parsed.data.key, parsed.data);
  }
  return described;
}

/** Models call the key of a field by many names. */
function nameAsKey(field: unknown): unknown {
  if (typeof field !== "object" || field === null || Object.hasOwn(field, "key")) return field;
  const other = z
    .object({ name: z.string().optional(), id: z.string().optional() })
    .safeParse(field);
  return other.success ? { ...field, key: other.data.name ?? other.data.id } : field;
}

function completeField(
  field: LooseField,
  derived: FormField | undefined,
  properties: ReadonlyMap<string, object>,
): FormField {
  const { visible_when: condition, ...described } = field;
  const given = Object.entries(described).filter(([, part]) => part !== undefined);
  const isShown = condition !== undefined && properties.has(condition.key);
  return FormField.parse({
    label: field.key,
    widget: derived?.widget ?? defaultWidget(field.key, {}),
    ...(derived?.help === undefined ? {} : { help: derived.help }),
    ...(derived === undefined ? {} : { label: derived.label }),
    ...Object.fromEntries(given),
    ...(isShown ? { visible_when: condition } : {}),
  });
}
