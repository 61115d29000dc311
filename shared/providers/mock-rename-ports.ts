import type { JsonObject, JsonSchema, JsonValue } from "#schemas/json.ts";
import type { FormField, NodeTest } from "#schemas/node.ts";
import type { Pattern, PatternNode } from "../patterns/prompt-library.ts";
import type { PortRenames } from "./mock-fit-ports.ts";
import { renameInAssertion, renameInCode, renameInMessage } from "./mock-rename-code.ts";

export interface FilledNode {
  readonly node: PatternNode;
  readonly code: string;
}

type Names = ReadonlyMap<string, string>;

/** A pattern's node with ports renamed in schemas, form, capabilities, tests and code alike. */
export const renamePorts = (pattern: Pattern, renames: PortRenames): FilledNode => {
  const { node, code } = pattern;
  const { inputs, outputs } = renames;
  if (inputs.size === 0 && outputs.size === 0) return { node, code };
  return {
    node: {
      ...node,
      input_schema: renameProperties(node.input_schema, inputs),
      output_schema: renameProperties(node.output_schema, outputs),
      ui_config: {
        ...node.ui_config,
        formFields: node.ui_config.formFields.map((field) => renameField(field, inputs)),
      },
      capabilities: {
        ...node.capabilities,
        hosts: node.capabilities.hosts.map((host) => renameHost(host, inputs)),
      },
      tests: node.tests.map((test) => renameTest(test, renames)),
    },
    code: renameInCode(code, renames),
  };
};

const renameKeys = (object: JsonObject, names: Names): JsonObject =>
  Object.fromEntries(Object.entries(object).map(([key, value]) => [names.get(key) ?? key, value]));

const isObject = (value: JsonValue | undefined): value is JsonObject =>
  value !== null && typeof value === "object" && !Array.isArray(value);

const renameProperties = (schema: JsonSchema, names: Names): JsonSchema => {
  const { properties, required } = schema;
  const renamed: JsonSchema = { ...schema };
  if (isObject(properties)) renamed.properties = renameKeys(properties, names);
  if (Array.isArray(required)) {
    renamed.required = required.map((name) =>
      typeof name === "string" ? (names.get(name) ?? name) : name,
    );
  }
  return renamed;
};

const labelOf = (name: string): string => {
  const words = name
    .replaceAll("_", " ")
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .toLowerCase()
    .trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
};

const renameField = (field: FormField, names: Names): FormField => {
  const name = names.get(field.key);
  return name === undefined ? field : { ...field, key: name, label: labelOf(name) || field.label };
};

const renameHost = (host: string, names: Names): string => {
  const name = host.startsWith("input:") ? names.get(host.slice("input:".length)) : undefined;
  return name === undefined ? host : `input:${name}`;
};

const renameTest = (test: NodeTest, renames: PortRenames): NodeTest => {
  const { expected, assertions, error, ...rest } = test;
  return {
    ...rest,
    inputs: renameKeys(test.inputs, renames.inputs),
    ...(expected === undefined
      ? {}
      : { expected: isObject(expected) ? renameKeys(expected, renames.outputs) : expected }),
    ...(assertions === undefined
      ? {}
      : { assertions: assertions.map((one) => renameInAssertion(one, renames)) }),
    ...(error === undefined
      ? {}
      : { error: { matches: renameInMessage(error.matches, renames.inputs) } }),
  };
};
