import { GeneratedNode } from "#schemas/node.ts";

/** A whole node, as the API answers with one. */
export function aGeneratedNode(changes: Partial<GeneratedNode> = {}): GeneratedNode {
  return GeneratedNode.parse({
    id: "0190a3c4-0000-7000-8000-000000000001",
    name: "CSV to JSON",
    description: "Turns CSV text into objects.",
    category: "Data",
    icon: "table",
    tags: [],
    node_definition: { type: "generatedNode", kind: "compute", inputs: [], outputs: [] },
    ui_config: {
      label: "CSV to JSON",
      description: "",
      formFields: [],
      style: { color: "#446688", icon: "table" },
    },
    execution_code: "async function execute(inputs) {\n  return {};\n}\n",
    input_schema: { type: "object" },
    output_schema: { type: "object" },
    capabilities: {},
    tests: [],
    provenance: null,
    warnings: [],
    version: 1,
    version_count: 1,
    verification: { status: "passed", passed: 0, failed: 0, results: [], ran_at: null },
    is_active: true,
    user_id: "local",
    created_at: "2026-01-01T00:00:00.000Z",
    updated_at: "2026-01-01T00:00:00.000Z",
    ...changes,
  });
}
