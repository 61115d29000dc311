import type { PreviousAttempt } from "#shared/generation/context/build-context.ts";

const code = "async function execute(inputs, ctx) {\n  return { sum: inputs.a - inputs.b };\n}";

export const previousContent: NonNullable<PreviousAttempt["content"]> = {
  name: "Add",
  description: "Adds two numbers.",
  category: "Math",
  icon: "plus",
  tags: ["add"],
  node_definition: { type: "generatedNode", kind: "compute", inputs: [], outputs: [] },
  ui_config: { label: "Add", description: "", formFields: [], style: { color: "", icon: "plus" } },
  execution_code: code,
  input_schema: { type: "object", properties: { a: { type: "number" }, b: { type: "number" } } },
  output_schema: { type: "object", properties: { sum: { type: "number" } } },
  capabilities: { hosts: [], timeout_ms: 1_000, memory_mb: 32 },
  tests: [
    { name: "adds", inputs: { a: 1, b: 2 }, expected: { sum: 3 } },
    { name: "is positive", inputs: { a: 1, b: 5 }, assertions: ["out.sum > 0"] },
    { name: "refuses text", inputs: { a: "x", b: 1 }, error: { matches: "must be a number" } },
  ],
  provenance: null,
  warnings: [],
};

/** An attempt whose node ran, with two kinds of findings. */
export const previousAttempt: PreviousAttempt = {
  reply: `\`\`\`js\n${code}\n\`\`\``,
  content: previousContent,
  violations: [
    {
      rule: "validates-inputs",
      severity: "error",
      where: "line 2:3",
      message: "The input a is used before it is checked",
      hint: "throw an Error that names it",
    },
  ],
  failedTests: [
    {
      name: "adds",
      outcome: "failed",
      duration_ms: 1,
      expected: { sum: 3 },
      actual: { sum: -1 },
      message: "sum differs",
    },
    { name: "is positive", outcome: "failed", duration_ms: 1, actual: { sum: -4 } },
    { name: "refuses text", outcome: "failed", duration_ms: 1, message: "nothing thrown, line 2" },
  ],
};
