import type { NodeContent, NodeTest } from "#schemas/node.ts";

/** A node that doubles a number, with the tests given. */
export const contentOf = (tests: NodeTest[], more: Partial<NodeContent> = {}): NodeContent => ({
  name: "Double",
  description: "",
  category: "Math",
  icon: "box",
  tags: [],
  node_definition: { type: "generatedNode", kind: "compute", inputs: [], outputs: [] },
  ui_config: { label: "", description: "", formFields: [], style: { color: "", icon: "box" } },
  execution_code: "async function execute({ n }) { return { twice: n * 2 }; }",
  input_schema: { type: "object", properties: { n: { type: "number" } } },
  output_schema: {
    type: "object",
    properties: { twice: { type: "number" } },
    required: ["twice"],
  },
  capabilities: { hosts: ["api.example.com"], timeout_ms: 3_000, memory_mb: 32 },
  tests,
  provenance: null,
  warnings: [],
  ...more,
});

export const doubles: NodeTest = { name: "doubles", inputs: { n: 2 }, expected: { twice: 4 } };
export const refuses: NodeTest = {
  name: "refuses text",
  inputs: { n: "x" },
  error: { matches: "must be a number" },
};
export const holds: NodeTest = {
  name: "holds",
  inputs: { n: 3 },
  assertions: ["out.twice === 6", "out.twice > 0"],
};
