import { createHash, randomUUID } from "node:crypto";
import { NodeId, TenantKey } from "#schemas/identifiers.ts";
import { NodeContent, type Verification } from "#schemas/node.ts";
import type { NodeHead, NodeWrite } from "#shared/nodes/node-store.ts";

/** Stored nodes for the tests of stores: whole, valid, and different only where a test says so. */

export const newTenant = () =>
  TenantKey.parse(createHash("sha256").update(randomUUID()).digest("base64url"));

export const newNodeId = () => NodeId.parse(randomUUID());

/** Instants of one day, a second apart. */
export const instant = (second: number) =>
  new Date(Date.UTC(2031, 0, 1, 0, 0, second)).toISOString();

export function sampleContent(changes: Partial<NodeContent> = {}): NodeContent {
  return NodeContent.parse({
    name: "CSV to JSON",
    description: "Converts CSV text to an array of objects.",
    category: "Data",
    icon: "table",
    tags: ["csv", "Json"],
    node_definition: {
      type: "generatedNode",
      kind: "compute",
      inputs: [{ id: "csv", label: "CSV", type: "string", required: true }],
      outputs: [{ id: "rows", label: "Rows", type: "array", required: true }],
    },
    ui_config: {
      label: "CSV to JSON",
      description: "",
      formFields: [{ key: "csv", label: "CSV", widget: "textarea" }],
      style: { color: "#336699", icon: "table" },
    },
    execution_code: "async function execute(inputs) {\n  return { rows: [] };\n}\n",
    input_schema: { type: "object", properties: { csv: { type: "string" } } },
    output_schema: { type: "object" },
    capabilities: { hosts: [], timeout_ms: 10_000, memory_mb: 64 },
    tests: [{ name: "empty", inputs: { csv: "" }, expected: { rows: [] } }],
    provenance: null,
    warnings: [],
    ...changes,
  });
}

export const sampleVerification = (changes: Partial<Verification> = {}): Verification => ({
  status: "passed",
  passed: 1,
  failed: 0,
  results: [{ name: "empty", outcome: "passed", duration_ms: 1.5 }],
  ran_at: instant(0),
  ...changes,
});

/** The first version of a new node, written at second `at`. */
export function firstWrite(
  options: { id?: NodeId; at?: number; content?: Partial<NodeContent> } = {},
): NodeWrite {
  const head: NodeHead = {
    id: options.id ?? newNodeId(),
    version: 1,
    version_count: 1,
    code_hash: "a".repeat(64),
    verification: sampleVerification(),
    is_active: true,
    user_id: "ada",
    created_at: instant(options.at ?? 0),
    updated_at: instant(options.at ?? 0),
  };
  return {
    head,
    content: sampleContent(options.content),
    verification: sampleVerification(),
    changeDescription: "Generated",
    changedBy: "ada",
    previousVersion: null,
    action: "generated",
  };
}

/** The version after `write`, a second later unless said otherwise. */
export function nextWrite(
  write: NodeWrite,
  changes: { at?: number; content?: Partial<NodeContent> } = {},
): NodeWrite {
  const version = write.head.version + 1;
  return {
    ...write,
    head: {
      ...write.head,
      version,
      version_count: version,
      updated_at: instant(changes.at ?? version),
    },
    content: sampleContent({ ...write.content, ...changes.content }),
    changeDescription: `Change ${version}`,
    changedBy: "grace",
    previousVersion: write.head.version,
    action: "updated",
  };
}
