import {
  defaultCategory,
  type NodeContent,
  type NodeDefinition,
  type Port,
  type UiConfig,
} from "#schemas/node.ts";
import { labelOf } from "./label-of.ts";
import { defaultColor } from "./read-ui-config.ts";

/** Gives a text without markup; `field` is where it stands. */
export type Strip = (text: string, field: string) => string;

/** The content with every text that people are shown stripped; what is left empty is replaced. */
export function stripShownTexts(content: NodeContent, strip: Strip): NodeContent {
  const name = strip(content.name, "name") || "Untitled node";
  return {
    ...content,
    name,
    description: strip(content.description, "description"),
    category: strip(content.category, "category") || defaultCategory,
    tags: content.tags.map((tag) => strip(tag, "tags")).filter((tag) => tag !== ""),
    node_definition: stripDefinition(content.node_definition, strip),
    ui_config: stripForm(content.ui_config, { name, icon: content.icon }, strip),
  };
}

function stripDefinition(definition: NodeDefinition, strip: Strip): NodeDefinition {
  const stripPorts = (ports: readonly Port[], side: string): Port[] =>
    ports.map((port, index) => {
      const where = `node_definition.${side}[${index}]`;
      const label = stripLabel(port.label, port.id, `${where}.label`, strip);
      return { ...port, label, type: stripOr(port.type, `${where}.type`, "any", strip) };
    });
  return {
    ...definition,
    inputs: stripPorts(definition.inputs, "inputs"),
    outputs: stripPorts(definition.outputs, "outputs"),
  };
}

/** A text that was empty before stays so. */
const stripOr = (text: string, where: string, instead: string, strip: Strip): string =>
  text === "" ? "" : strip(text, where) || instead;

/** A label that was nothing but markup is made from the name of its property, which may be so too. */
function stripLabel(label: string, name: string, where: string, strip: Strip): string {
  const stripped = strip(label, where);
  if (stripped !== "" || label === "") return stripped;
  return strip(labelOf(name, {}), where) || "Unnamed";
}

function stripForm(
  form: UiConfig,
  basis: { readonly name: string; readonly icon: string },
  strip: Strip,
): UiConfig {
  return {
    label: stripOr(form.label, "ui_config.label", basis.name, strip),
    description: strip(form.description, "ui_config.description"),
    formFields: form.formFields.map((field, index) =>
      stripField(field, `ui_config.formFields[${index}]`, strip),
    ),
    style: {
      color: stripOr(form.style.color, "ui_config.style.color", defaultColor, strip),
      icon: stripOr(form.style.icon, "ui_config.style.icon", basis.icon, strip),
    },
  };
}

type Field = UiConfig["formFields"][number];

function stripField(field: Field, where: string, strip: Strip): Field {
  const { help, placeholder, group } = field;
  return {
    ...field,
    label: stripLabel(field.label, field.key, `${where}.label`, strip),
    ...(help === undefined ? {} : { help: strip(help, `${where}.help`) }),
    ...(placeholder === undefined
      ? {}
      : { placeholder: strip(placeholder, `${where}.placeholder`) }),
    ...(group === undefined ? {} : { group: strip(group, `${where}.group`) }),
  };
}
