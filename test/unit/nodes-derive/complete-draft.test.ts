import { describe, expect, test } from "vitest";
import { NodeContent } from "#schemas/node.ts";
import { NodeDraft } from "#schemas/node-draft.ts";
import { checkNode } from "#shared/checks/index.ts";
import { parseReply } from "#shared/generation/parse/parse-reply.ts";
import { completeDraft } from "#shared/nodes/derive-node.ts";
import { twoPart } from "../parse/reply-shapes.ts";

const draft: NodeDraft = NodeDraft.parse({
  name: "Get <b>weather</b>",
  description: "Asks a service.",
  input_schema: { properties: { city: { type: "string", required: true }, days: { type: "int" } } },
  output_schema: { type: "object", properties: { sky: { type: "string" } } },
  capabilities: { hosts: ["https://api.example.com/v1"] },
  execution_code: `export default async function execute(inputs, ctx) {
  const response = await ctx.fetch("https://api.example.com/v1?q=" + inputs.city);
  if (!response.ok) throw new Error("no answer");
  return { sky: (await response.json()).sky };
}`,
});

describe("completeDraft", () => {
  test("fills in what the model left out, in the words of the contract", () => {
    const { content, warnings, violations, notes } = completeDraft(draft);
    expect(NodeContent.parse(content)).toEqual(content);
    expect(content).toMatchObject({
      name: "Get weather",
      category: "Custom",
      icon: "box",
      provenance: null,
      node_definition: {
        kind: "effect",
        inputs: [
          { id: "city", type: "string", required: true },
          { id: "days", type: "integer", required: false },
        ],
        outputs: [{ id: "sky" }],
      },
      input_schema: {
        type: "object",
        properties: { city: { type: "string" }, days: { type: "integer" } },
        required: ["city"],
      },
      capabilities: { hosts: ["api.example.com"], timeout_ms: 10_000, memory_mb: 64 },
    });
    expect(content.execution_code).toMatch(/^async function execute/);
    expect(content.ui_config.formFields.map(({ key }) => key)).toEqual(["city", "days"]);
    expect(warnings.map(({ code }) => code)).toEqual(["markup-removed"]);
    expect(content.warnings).toEqual(warnings);
    expect(violations).toEqual([]);
    expect(notes.length).toBe(3);
    expect(checkNode(content).filter(({ severity }) => severity === "error")).toEqual([]);
  });

  test("what the request says comes first", () => {
    expect(completeDraft(draft, { category: "Weather" }).content.category).toBe("Weather");
    expect(completeDraft({ ...draft, kind: "compute" }).content.node_definition.kind).toBe(
      "compute",
    );
  });

  test("a reply becomes a node that passes the checks", () => {
    const parsed = parseReply(twoPart, "complete");
    if (!parsed.ok) throw new Error(parsed.reason);
    const { content } = completeDraft(parsed.draft);
    expect(checkNode(content).map(({ rule }) => rule)).toEqual(["too-few-tests"]);
  });
});
