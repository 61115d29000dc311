import { isDeepStrictEqual } from "node:util";
import type { JsonObject, JsonSchema, JsonValue } from "#schemas/json.ts";
import { NodeTest } from "#schemas/node.ts";
import type { Pattern } from "../patterns/prompt-library.ts";
import { type ChosenMode, putIn } from "./mock-read-request.ts";

export interface PresetPattern {
  readonly pattern: Pattern;
  /** The inputs that are preset, with the words of the request that ask for it. */
  readonly presets: readonly Preset[];
}

export interface Preset {
  readonly input: string;
  readonly value: JsonValue;
  readonly words: string;
}

const executeStart = /^async function execute\(inputs, ctx\) \{$/m;

/**
 * Makes a pattern work in the chosen modes where the caller leaves their inputs out: in its schema,
 * its code and its tests, one more of which shows each mode. Undefined where a value is none the
 * input allows, or no test shows the mode.
 */
export const presetInputs = (
  pattern: Pattern,
  chosen: readonly ChosenMode[],
): PresetPattern | undefined => {
  const properties = propertiesOf(pattern.node.input_schema);
  const presets = chosen.flatMap(({ set, words }) =>
    Object.entries(set)
      .filter(([input, value]) => !isDeepStrictEqual(defaultOf(properties, input), value))
      .map(([input, value]): Preset => ({ input, value, words })),
  );
  if (presets.length === 0) return { pattern, presets };
  if (!presets.every(({ input, value }) => allows(properties[input], value))) return undefined;
  const active = chosen.filter(({ set }) => presets.some(({ input }) => input in set));
  const shown = active.map((one) => testOf(pattern, one));
  if (shown.some((test) => test === undefined)) return undefined;
  const before = new Map(presets.map(({ input }) => [input, defaultOf(properties, input)]));
  const tests = [
    ...pattern.node.tests.flatMap((test) => withDefaults(test, before, {})),
    ...active.flatMap((one, index) => {
      const test = shown[index];
      if (test === undefined) return [];
      const named = { ...test, name: `by default: ${one.words}` };
      return withDefaults(named, before, one.set);
    }),
  ];
  return { pattern: withPresets(pattern, presets, tests, before), presets };
};

const withPresets = (
  pattern: Pattern,
  presets: readonly Preset[],
  tests: NodeTest[],
  before: ReadonlyMap<string, JsonValue | undefined>,
): Pattern => {
  const code = presets.reduce(
    (text, preset) => presetIn(text, preset, before.get(preset.input)),
    pattern.code,
  );
  return {
    ...pattern,
    code,
    node: {
      ...pattern.node,
      description: `${pattern.node.description} Preset: ${describePresets(presets)}.`,
      input_schema: schemaWith(pattern.node.input_schema, presets),
      tests,
    },
  };
};

/** Another default in the place of the old one, where that is all the code does with its absence. */
const presetIn = (
  code: string,
  { input, value }: Preset,
  before: JsonValue | undefined,
): string => {
  const read = `inputs.${input}`;
  const defaulted = `${read} ?? ${JSON.stringify(before)}`;
  const reads = code.match(new RegExp(`\\b${read}\\b`, "g")) ?? [];
  if (reads.length > 0 && code.split(defaulted).length - 1 === reads.length) {
    return code.replaceAll(defaulted, () => `${read} ?? ${JSON.stringify(value)}`);
  }
  const preset = `${input}: ${read} ?? ${JSON.stringify(value)}`;
  return code.replace(executeStart, (start) => `${start}\n  inputs = { ...inputs, ${preset} };`);
};

export const describePresets = (presets: readonly Omit<Preset, "words">[]): string =>
  presets.map(({ input, value }) => `${input} = ${JSON.stringify(value)}`).join(", ");

const propertiesOf = ({ properties }: JsonSchema): JsonObject =>
  isObject(properties) ? properties : {};

const isObject = (value: JsonValue | undefined): value is JsonObject =>
  value !== null && typeof value === "object" && !Array.isArray(value);

const defaultOf = (properties: JsonObject, input: string): JsonValue | undefined => {
  const property = properties[input];
  return isObject(property) ? property.default : undefined;
};

/** Of the bounds and lists of values that the inputs of patterns have. */
const allows = (property: JsonValue | undefined, value: JsonValue): boolean => {
  if (!isObject(property)) return false;
  const { enum: values, minimum, maximum } = property;
  if (Array.isArray(values) && !values.includes(value)) return false;
  if (typeof value !== "number") return true;
  return !(
    (typeof minimum === "number" && value < minimum) ||
    (typeof maximum === "number" && value > maximum)
  );
};

const schemaWith = (schema: JsonSchema, presets: readonly Preset[]): JsonSchema => {
  const properties = { ...propertiesOf(schema) };
  for (const { input, value } of presets) {
    const property = properties[input];
    if (isObject(property)) properties[input] = { ...property, default: value };
  }
  const { required } = schema;
  if (!Array.isArray(required)) return { ...schema, properties };
  const preset = new Set<JsonValue>(presets.map(({ input }) => input));
  return { ...schema, properties, required: required.filter((name) => !preset.has(name)) };
};

/** A mode's own test, or one of the node's that gives just the inputs the mode sets. */
const testOf = ({ node }: Pattern, { mode, set, captured }: ChosenMode): NodeTest | undefined => {
  if (mode.test !== undefined) {
    return NodeTest.parse({ name: "preset", ...Object(putIn(mode.test, derived(captured))) });
  }
  return node.tests.find(
    ({ inputs, error }) =>
      error === undefined &&
      Object.entries(set).every(([input, value]) => isDeepStrictEqual(inputs[input], value)),
  );
};

const longestList = 500;

/** What a test needs of a captured number: its neighbours, and lists and texts of a size above it. */
const derived = (captured: JsonObject): JsonObject => {
  const { number } = captured;
  if (typeof number !== "number") return captured;
  const size = Math.min(number + 1, longestList);
  return {
    ...captured,
    less: number - 1,
    more: number + 1,
    numbers: Array.from({ length: size }, (_, index) => index),
    letters: "a".repeat(size),
  };
};

/**
 * A test in which each preset input is given as it was by default, but those of the mode that it
 * shows. None where such an input had no default: what it then says is no longer so.
 */
const withDefaults = (
  test: NodeTest,
  before: ReadonlyMap<string, JsonValue | undefined>,
  shown: JsonObject,
): NodeTest[] => {
  const inputs = { ...test.inputs };
  let { name } = test;
  for (const [input, value] of before) {
    if (input in shown) delete inputs[input];
    else if (input in inputs) continue;
    else if (value === undefined) return [];
    else {
      inputs[input] = value;
      name = name.replace(/,? by default\b/, "");
    }
  }
  return [{ ...test, name, inputs }];
};
