import type { JsonObject } from "#schemas/json.ts";
import { NodeContent, type NodeTest, type Violation } from "#schemas/node.ts";
import { checkNode } from "#shared/checks/index.ts";
import type { Example, RuleDocumentation } from "#shared/checks/rules/rule-documentation.ts";
import type { GenerationTask } from "#shared/generation/generation-task.ts";
import { parseReply } from "#shared/generation/parse/parse-reply.ts";
import { withheldFindings } from "#shared/generation/withhold-prompt.ts";
import { checkPorts } from "#shared/nodes/check-ports.ts";
import { checkOutput } from "#shared/proving/check-output.ts";

const plainTask: GenerationTask = {
  request: "Trim a text",
  context: {},
  stored: undefined,
  current: undefined,
};

/** Everything that is found in an example of a rule, standing in an otherwise right node. */
export const exampleFindings = (rule: RuleDocumentation, example: Example): Violation[] => {
  if ("reply" in example) {
    const parsed = parseReply(example.reply, "complete");
    return parsed.ok ? withheldFindings(parsed.draft, plainTask) : parsed.violations;
  }
  const content = contentOf(rule, example);
  if ("member" in example && example.member === "output") {
    return checkOutput(content, example.value);
  }
  return [...checkNode(content), ...checkPorts(content)];
};

const contentOf = (rule: RuleDocumentation, example: Exclude<Example, { reply: string }>) => {
  const base = baseOf(rule, codeOf(example));
  if (!("member" in example) || example.member === "output") return base;
  const { member, value } = example;
  const changed =
    member === "formFields"
      ? { ...base, ui_config: { ...base.ui_config, formFields: value } }
      : { ...base, [member]: value };
  return NodeContent.parse(changed);
};

const codeOf = (example: Example): string => {
  if ("program" in example) return example.program;
  const body = "body" in example ? example.body : "ctx.log(inputs.text);";
  const end = /\breturn [{i]/.test(body) ? "" : "\nreturn { result: 1 };";
  return `async function execute(inputs, ctx) {
if (typeof inputs.text !== "string") throw new Error("text must be a string");
${body}${end}
}`;
};

const closed = (properties: JsonObject): JsonObject => ({
  type: "object",
  properties,
  additionalProperties: false,
});

const tests: NodeTest[] = [
  { name: "one", inputs: { text: "a" }, expected: { result: 1 } },
  { name: "two", inputs: { text: "b" }, expected: { result: 1 } },
  { name: "bad", inputs: {}, error: { matches: "must be" } },
];

const baseOf = (
  { kind = "compute", hosts = [] }: RuleDocumentation,
  code: string,
): NodeContent => ({
  name: "Example",
  description: "",
  category: "Custom",
  icon: "box",
  tags: [],
  node_definition: { type: "generatedNode", kind, inputs: [], outputs: [] },
  ui_config: {
    label: "Example",
    description: "",
    formFields: [],
    style: { color: "", icon: "box" },
  },
  execution_code: code,
  input_schema: closed({ text: { type: "string" }, state: {}, value: {} }),
  output_schema: closed({ result: {}, state: {} }),
  capabilities: { hosts: [...hosts], timeout_ms: 10_000, memory_mb: 64 },
  tests,
  provenance: null,
  warnings: [],
});
