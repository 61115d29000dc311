import type { JsonSchema } from "#schemas/json.ts";
import type { Pattern } from "../patterns/prompt-library.ts";
import { termsOf } from "../patterns/request-terms.ts";

export interface NamedPorts {
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
}

/** From a pattern's name of a port to the request's; only what changes. */
export interface PortRenames {
  readonly inputs: ReadonlyMap<string, string>;
  readonly outputs: ReadonlyMap<string, string>;
}

interface Port {
  readonly name: string;
  readonly required: boolean;
  readonly isAddress: boolean;
  readonly type: string;
  /** Terms of its name and description. */
  readonly terms: ReadonlySet<string>;
}

const identifier = /^[A-Za-z_][A-Za-z0-9_]{0,59}$/;
const unsafe = new Set(["__proto__", "constructor", "prototype"]);
/** What stands for something that must be fetched first is not covered by a port for its content. */
const addressNames = /^(?:.*_)?(?:url|uri|link|href|endpoint|path|file|filename|filepath)$/i;

/**
 * Finds a port of the pattern for every name of the request. Undefined where one is left over or
 * the choice is a guess: the pattern then does not cover the request.
 */
export const fitPorts = (pattern: Pattern, named: NamedPorts): PortRenames | undefined => {
  const inputs = assign(named.inputs, portsOf(pattern.node.input_schema), fitRequired);
  const outputs = assign(named.outputs, portsOf(pattern.node.output_schema), fitMain);
  if (inputs === undefined || outputs === undefined) return undefined;
  const misread = inputs.some(([name, port]) => addressNames.test(name) && !port.isAddress);
  return misread ? undefined : { inputs: renamesOf(inputs), outputs: renamesOf(outputs) };
};

const renamesOf = (pairs: Pairs): ReadonlyMap<string, string> =>
  new Map(
    pairs.filter(([name, port]) => name !== port.name).map(([name, port]) => [port.name, name]),
  );

const portsOf = (schema: JsonSchema): Port[] => {
  const { properties, required } = schema;
  if (!isObject(properties)) return [];
  const needed = Array.isArray(required) ? required : [];
  return Object.entries(properties).map(([name, property]) => {
    const { description, format, type } = isObject(property) ? property : {};
    const text = typeof description === "string" ? `${name} ${description}` : name;
    return {
      name,
      required: needed.includes(name),
      isAddress: format === "uri",
      type: JSON.stringify(type) ?? "any",
      terms: new Set(termsOf(text.replaceAll("_", " "))),
    };
  });
};

const isObject = (value: unknown): value is Record<string, unknown> =>
  value !== null && typeof value === "object" && !Array.isArray(value);

/** Pairs of a request's name and the port for it. */
type Pairs = readonly (readonly [name: string, port: Port])[];

/** Decides over the names and ports that are left; undefined where it would be a guess. */
type FitRest = (
  names: readonly string[],
  free: readonly Port[],
  all: readonly Port[],
) => Pairs | undefined;

const assign = (
  names: readonly string[],
  ports: readonly Port[],
  fitRest: FitRest,
): Pairs | undefined => {
  if (names.some((name) => !identifier.test(name) || unsafe.has(name))) return undefined;
  if (new Set(names.map(canonical)).size < names.length) return undefined;
  const pairs: (readonly [string, Port])[] = [];
  const left = (): string[] => names.filter((name) => !pairs.some(([paired]) => paired === name));
  const free = (): Port[] => ports.filter((port) => !pairs.some(([, paired]) => paired === port));
  for (const same of [sameName, sharesWord]) {
    for (const name of left()) {
      const candidates = free().filter((port) => same(name, port));
      if (candidates.length === 1 && candidates[0] !== undefined) pairs.push([name, candidates[0]]);
    }
  }
  const rest = left().length === 0 ? [] : fitRest(left(), free(), ports);
  return rest === undefined ? undefined : [...pairs, ...rest];
};

const canonical = (name: string): string => name.toLowerCase().replaceAll("_", "");

const sameName = (name: string, port: Port): boolean => canonical(name) === canonical(port.name);

const sharesWord = (name: string, port: Port): boolean => {
  const spaced = name.replaceAll("_", " ").replace(/([a-z0-9])([A-Z])/g, "$1 $2");
  return termsOf(spaced).some((term) => port.terms.has(term));
};

/** The required ones in their order, where there are as many names and no types to confuse. */
const fitRequired: FitRest = (names, free) => {
  const required = free.filter((port) => port.required);
  if (names.length !== required.length) return undefined;
  if (new Set(required.map((port) => port.type)).size > 1) return undefined;
  return pairUp(names, required);
};

/** The first output is a pattern's main one; a single name may stand for it. */
const fitMain: FitRest = (names, free, all) => {
  const [main] = all;
  return names.length === 1 && main !== undefined && free.includes(main)
    ? pairUp(names, [main])
    : undefined;
};

const pairUp = (names: readonly string[], ports: readonly Port[]): Pairs =>
  names.flatMap((name, index) => {
    const port = ports[index];
    return port === undefined ? [] : [[name, port] as const];
  });
