import type { JsonObject } from "#schemas/json.ts";

const code = `async function execute(inputs, ctx) {
  if (typeof inputs.celsius !== "number" || !Number.isFinite(inputs.celsius)) {
    throw new Error("celsius must be a finite number");
  }
  const fahrenheit = (inputs.celsius * 9) / 5 + 32;
  return { fahrenheit: Math.round(fahrenheit * 100) / 100 };
}`;

const description = {
  name: "Celsius to Fahrenheit",
  description: "Converts a temperature from degrees Celsius to degrees Fahrenheit.",
  category: "Conversion",
  icon: "thermometer",
  tags: ["temperature", "celsius", "fahrenheit"],
  kind: "compute",
  input_schema: {
    type: "object",
    properties: { celsius: { type: "number", description: "Degrees Celsius" } },
    required: ["celsius"],
    additionalProperties: false,
  },
  output_schema: {
    type: "object",
    properties: { fahrenheit: { type: "number", description: "Degrees Fahrenheit" } },
    required: ["fahrenheit"],
    additionalProperties: false,
  },
  ui_config: {
    label: "Celsius to Fahrenheit",
    description: "Converts degrees",
    formFields: [{ key: "celsius", label: "Celsius", widget: "number" }],
    style: { color: "#d9480f", icon: "thermometer" },
  },
  capabilities: { hosts: [], timeout_ms: 1_000, memory_mb: 32 },
  tests: [
    { name: "water freezes", inputs: { celsius: 0 }, expected: { fahrenheit: 32 } },
    { name: "water boils", inputs: { celsius: 100 }, expected: { fahrenheit: 212 } },
    { name: "the scales meet", inputs: { celsius: -40 }, expected: { fahrenheit: -40 } },
    { name: "rounds to cents", inputs: { celsius: 36.61 }, expected: { fahrenheit: 97.9 } },
    { name: "refuses text", inputs: { celsius: "warm" }, error: { matches: "finite number" } },
  ],
} satisfies JsonObject;

/** A model's reply in the two-part format: a node that passes every check, or a changed one. */
export function twoPartReply(
  changes: { readonly description?: JsonObject; readonly code?: string } = {},
): string {
  const json = JSON.stringify({ ...description, ...changes.description }, null, 2);
  return `\`\`\`json\n${json}\n\`\`\`\n\n\`\`\`js\n${changes.code ?? code}\n\`\`\`\n`;
}
