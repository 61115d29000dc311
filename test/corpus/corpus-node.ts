import type { JsonObject, JsonValue } from "#schemas/json.ts";
import type { NodeContent, NodeKind, NodeTest } from "#schemas/node.ts";

/** A node and what the checks must say of it. */
export interface CorpusNode {
  readonly title: string;
  readonly verdict: "good" | "bad";
  /** Of a bad node: rules that must be found. Of a good one: warnings that it may have. */
  readonly rules: readonly string[];
  readonly content: NodeContent;
}

/** A type name, with `?` where the property is optional, or a whole schema. */
type Member = string | JsonObject;
type Members = Readonly<Record<string, Member>>;

export interface NodeParts {
  readonly code: string;
  readonly kind?: NodeKind;
  readonly input?: Members;
  readonly output?: Members;
  readonly inputSchema?: JsonObject;
  readonly outputSchema?: JsonObject;
  readonly hosts?: string[];
  readonly form?: readonly string[];
  readonly tests?: NodeTest[];
}

export const good = (title: string, parts: NodeParts): CorpusNode => goodBut(title, [], parts);

/** Good, and the warnings that are right to be given all the same. */
export const goodBut = (title: string, rules: readonly string[], parts: NodeParts): CorpusNode => ({
  title,
  verdict: "good",
  rules,
  content: contentOf(title, parts),
});

export const bad = (title: string, rule: string | string[], parts: NodeParts): CorpusNode => ({
  title,
  verdict: "bad",
  rules: [rule].flat(),
  content: contentOf(title, parts),
});

/** The body of `execute` with a check of its inputs in front. */
export const checked = (body: string): string =>
  `async function execute(inputs, ctx) {
  if (inputs === null || typeof inputs !== "object") throw new Error("inputs must be an object");
${body}
}`;

const contentOf = (title: string, parts: NodeParts): NodeContent => {
  const hosts = parts.hosts ?? [];
  const input = parts.inputSchema ?? schemaOf(parts.input ?? { text: "string" });
  return {
    name: title.slice(0, 255),
    description: "",
    category: "Custom",
    icon: "box",
    tags: [],
    node_definition: {
      type: "generatedNode",
      kind: parts.kind ?? (hosts.length > 0 ? "effect" : "compute"),
      inputs: [],
      outputs: [],
    },
    ui_config: {
      label: title,
      description: "",
      formFields: (parts.form ?? []).map((key) => ({ key, label: key, widget: "text" })),
      style: { color: "#0369a1", icon: "box" },
    },
    execution_code: parts.code,
    input_schema: input,
    output_schema: parts.outputSchema ?? schemaOf(parts.output ?? { result: {} }),
    capabilities: { hosts, timeout_ms: 10_000, memory_mb: 64 },
    tests: parts.tests ?? testsFor(hosts),
    provenance: null,
    warnings: [],
  };
};

const schemaOf = (members: Members): JsonObject => {
  const entries = Object.entries(members);
  const isRequired = (member: Member): boolean =>
    typeof member === "string" && !member.endsWith("?");
  const propertyOf = (member: Member): JsonValue =>
    typeof member === "string" ? { type: member.replace(/\?$/, "") } : member;
  return {
    type: "object",
    properties: Object.fromEntries(entries.map(([name, member]) => [name, propertyOf(member)])),
    required: entries.filter(([, member]) => isRequired(member)).map(([name]) => name),
    additionalProperties: false,
  };
};

const testsFor = (hosts: readonly string[]): NodeTest[] => {
  const script: NodeTest["http"] = [
    { expect: { method: "GET", path: "/" }, reply: { status: 200, body: {} } },
  ];
  const http = hosts.length > 0 ? { http: script } : {};
  return [
    { name: "a usual case", inputs: { text: "a" }, expected: { result: "A" }, ...http },
    { name: "an empty case", inputs: { text: "" }, expected: { result: "" }, ...http },
    { name: "bad input", inputs: { text: 1 }, error: { matches: "must be" } },
  ];
};
