import type { NodeMetadata } from "./context-task.ts";

/**
 * What a reply says of a node beside its code, as JSON with a line for each member and each test:
 * as easy to read as indented, and some 40 % fewer tokens. What we say of a node is left out.
 */
export const metadataText = (node: NodeMetadata): string => {
  const { execution_code, provenance, warnings, node_definition, ...metadata } = node;
  const kind = kindOf(node_definition);
  const members = Object.entries(kind === undefined ? metadata : { ...metadata, kind });
  const lines = members
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${JSON.stringify(name)}: ${valueText(name, value)}`);
  return `{\n${lines.join(",\n")}\n}`;
};

const kindOf = (definition: unknown): unknown =>
  typeof definition === "object" && definition !== null
    ? Reflect.get(definition, "kind")
    : undefined;

const valueText = (name: string, value: unknown): string =>
  name === "tests" && Array.isArray(value) && value.length > 0
    ? `[\n${value.map((test) => JSON.stringify(test)).join(",\n")}\n]`
    : JSON.stringify(value);
