import { NodeKind } from "#schemas/node.ts";
import { readStrictJson } from "./read-json.ts";

export type DraftRecord = Readonly<Record<string, unknown>>;

const wrappers = ["node", "generated_node", "generatedNode", "result", "data", "workflow_node"];

/** What models call the parts of a node, by our names. Snake case is made before this is read. */
const aliases: Readonly<Record<string, string>> = {
  title: "name",
  node_name: "name",
  summary: "description",
  inputs_schema: "input_schema",
  inputs: "input_schema",
  input: "input_schema",
  parameters: "input_schema",
  outputs_schema: "output_schema",
  outputs: "output_schema",
  output: "output_schema",
  ui: "ui_config",
  form: "ui_config",
  code: "execution_code",
  js: "execution_code",
  javascript: "execution_code",
  source: "execution_code",
  source_code: "execution_code",
  execute: "execution_code",
  test_cases: "tests",
  node_kind: "kind",
};

const ours = new Set([
  "name",
  "description",
  "category",
  "icon",
  "tags",
  "kind",
  "input_schema",
  "output_schema",
  "ui_config",
  "capabilities",
  "tests",
  "execution_code",
]);

/** Unwraps and renames the parts of a parsed reply; undefined for what is no object at all. */
export const unwrapDraft = (value: unknown): DraftRecord | undefined => {
  const object = unwrap(value, 4);
  return object === undefined ? undefined : rename(object);
};

/** Models write null or an empty text for what they leave out. */
export const present = (parts: DraftRecord): DraftRecord =>
  Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== null && value !== ""));

export const isRecord = (value: unknown): value is DraftRecord =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const unwrap = (value: unknown, layersLeft: number): DraftRecord | undefined => {
  if (layersLeft === 0) return undefined;
  if (typeof value === "string") return unwrap(readStrictJson(value)?.value, layersLeft - 1);
  if (Array.isArray(value)) {
    return value.length === 1 ? unwrap(value[0], layersLeft - 1) : undefined;
  }
  if (!isRecord(value)) return undefined;
  const wrapper = wrappers.find((key) => isRecord(value[key]) && !Object.hasOwn(value, "name"));
  if (wrapper === undefined) return value;
  const { [wrapper]: inner, ...beside } = value;
  const unwrapped = unwrap(inner, layersLeft - 1);
  return unwrapped === undefined ? value : { ...beside, ...unwrapped };
};

const rename = (object: DraftRecord): DraftRecord => {
  const named = Object.entries(object).map(([key, value]) => [snakeCase(key), value] as const);
  const exact = named.filter(([key]) => ours.has(key));
  const renamed = named.flatMap(([key, value]) => {
    const alias = Object.hasOwn(aliases, key) ? aliases[key] : undefined;
    return alias === undefined ? [] : [[alias, value] as const];
  });
  const kind = named.filter(([key, value]) => key === "type" && NodeKind.safeParse(value).success);
  const parts = [...kind.map(([, value]) => ["kind", value] as const), ...renamed, ...exact];
  return Object.fromEntries(parts.map(([key, value]) => [key, readPart(key, value)]));
};

/** Schemas, forms and tests that came as text inside the JSON, and code that came as lines. */
const readPart = (key: string, value: unknown): unknown => {
  if (key === "execution_code") return Array.isArray(value) ? value.join("\n") : value;
  const isText = ["name", "description", "category", "icon", "kind"].includes(key);
  if (isText || typeof value !== "string") return value;
  return readStrictJson(value)?.value ?? value;
};

const snakeCase = (key: string): string =>
  key
    .trim()
    .replace(/([a-z])([A-Z])/g, "$1_$2")
    .replace(/[\s-]+/g, "_")
    .toLowerCase();
