import { describe, expect, it } from "vitest";
import { applyChanges } from "#shared/nodes/apply-changes.ts";
import { sampleContent } from "../../support/stores/node-samples.ts";

const provenance = {
  provider: "claude",
  model: "m",
  prompt_version: "v1",
  prompt_hash: "0".repeat(64),
  pattern_ids: [],
  reference_ids: [],
  attempts: 1,
  strategy: "model" as const,
  tokens: { input: 1, cached: 0, output: 1, reasoning: 0 },
  cost_usd: null,
  durations_ms: {},
};
const content = sampleContent({ provenance });

describe("applyChanges", () => {
  it("keeps provenance and asks for nothing when only words change", () => {
    const applied = applyChanges(content, { name: "New name", tags: ["a"] });
    expect(applied).toMatchObject({ changesBehaviour: false, needsChecks: false });
    expect(applied.content).toMatchObject({ name: "New name", tags: ["a"], provenance });
  });

  it("drops provenance when the behaviour changes, since nobody generated that", () => {
    const code = "async function execute() { return { rows: [1] }; }";
    const applied = applyChanges(content, { execution_code: code });
    expect(applied).toMatchObject({ changesBehaviour: true, needsChecks: true });
    expect(applied.content.provenance).toBeNull();
    expect(applied.content.execution_code).toBe(code);
  });

  it("counts a part that is named but equal as unchanged", () => {
    const { execution_code, input_schema } = content;
    const applied = applyChanges(content, { execution_code, input_schema });
    expect(applied.changesBehaviour).toBe(false);
  });

  it("lays capabilities over the ones there are", () => {
    const applied = applyChanges(content, { capabilities: { timeout_ms: 500 } });
    expect(applied.content.capabilities).toEqual({ hosts: [], timeout_ms: 500, memory_mb: 64 });
    expect(applied.changesBehaviour).toBe(true);
  });

  it("derives ports anew when schemas change and the definition does not", () => {
    const output_schema = { type: "object", properties: { n: { type: "number" } } };
    const { node_definition } = content;
    expect(applyChanges(content, { output_schema }).derivePorts).toBe(true);
    expect(applyChanges(content, { output_schema, node_definition }).derivePorts).toBe(true);
    const other = { ...node_definition, outputs: [] };
    expect(applyChanges(content, { output_schema, node_definition: other }).derivePorts).toBe(
      false,
    );
  });

  it("ignores what a caller sends back of a node and cannot change", () => {
    const sent = {
      ...content,
      id: "x",
      version: 7,
      provenance: null,
      warnings: ["?"],
      name: "New",
    };
    expect(applyChanges(content, sent).content).toEqual({ ...content, name: "New" });
  });

  it("has the checks look at a changed form", () => {
    const ui_config = { ...content.ui_config, label: "Other" };
    expect(applyChanges(content, { ui_config })).toMatchObject({
      needsChecks: true,
      changesBehaviour: false,
    });
  });
});
