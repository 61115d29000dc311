import type { JsonObject } from "#schemas/json.ts";
import type { NodeContent, NodeKind } from "#schemas/node.ts";

export interface NodeParts {
  readonly kind?: NodeKind;
  readonly hosts?: string[];
  readonly input?: JsonObject;
  readonly output?: JsonObject;
  readonly tags?: string[];
}

const http = [{ expect: { method: "GET", path: "/" }, reply: { status: 200 } }];

/** A node whose schemas take and give anything, around the code that is judged. */
export const nodeOf = (code: string, parts: NodeParts = {}): NodeContent => ({
  name: "Node",
  description: "",
  category: "Custom",
  icon: "box",
  tags: parts.tags ?? [],
  node_definition: {
    type: "generatedNode",
    kind: parts.kind ?? (parts.hosts === undefined ? "compute" : "effect"),
    inputs: [],
    outputs: [],
  },
  ui_config: { label: "Node", description: "", formFields: [], style: { color: "", icon: "box" } },
  execution_code: code,
  input_schema: parts.input ?? { type: "object", properties: {}, patternProperties: { "^": true } },
  output_schema: parts.output ?? {
    type: "object",
    properties: {},
    patternProperties: { "^": true },
  },
  capabilities: { hosts: parts.hosts ?? [], timeout_ms: 10_000, memory_mb: 64 },
  tests: [
    { name: "one", inputs: {}, expected: {}, ...(parts.hosts === undefined ? {} : { http }) },
    { name: "two", inputs: { a: 1 }, expected: {} },
    { name: "bad", inputs: {}, error: { matches: "must" } },
  ],
  provenance: null,
  warnings: [],
});

export const inExecute = (body: string): string =>
  `async function execute(inputs, ctx) { if (!inputs) throw new Error("no inputs");\n${body}\nreturn { ok: true };\n}`;
