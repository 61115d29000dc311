import type { RuleDocumentation } from "./rule-documentation.ts";

const json =
  '```json\n{ "name": "Trim", "description": "Trims.", "input_schema": { "type": "object", "properties": {} }, "output_schema": { "type": "object", "properties": {} } }\n```\n';
const code = "```js\nasync function execute() { return {}; }\n```\n";
const whole = { reply: json + code };

const rule = (id: string, finds: string, why: string, reply: string): RuleDocumentation => ({
  id: `reply-${id}`,
  severity: "error",
  by: "parser",
  finds,
  why,
  bad: { reply },
  good: whole,
});

/** What the parser says of a reply that gives no node. */
export const replyRules: readonly RuleDocumentation[] = [
  rule("empty", "A reply without any text.", "There is nothing to read.", ""),
  rule(
    "too-large",
    "A reply of more than two million characters.",
    "No node needs as much.",
    "x".repeat(2_000_001),
  ),
  rule(
    "refusal",
    "A reply in which the model declines.",
    "It is told as it is, and not asked again.",
    "I'm sorry, but I can't help with that.",
  ),
  rule(
    "html-page",
    "A web page in place of a reply.",
    "A gateway answered, not a model.",
    "<!DOCTYPE html><html><body>502</body></html>",
  ),
  rule(
    "provider-error",
    "The error object of a provider in place of a reply.",
    "No model answered.",
    '{ "error": { "message": "overloaded" } }',
  ),
  rule(
    "truncated",
    "A reply that ends inside of a block or a thought.",
    "Half a function is never mended to look whole.",
    `${json}\`\`\`js\nasync function execute() { return {`,
  ),
  rule(
    "no-block",
    "A reply without a JSON block.",
    "There is no description of a node in it.",
    "Which separator should it use?",
  ),
  rule(
    "bad-json",
    "A JSON block that is a list or text, or cannot be read.",
    "The description of the node is in it.",
    "```json\n[1, 2]\n```\n",
  ),
  rule(
    "wrong-language",
    "Code in another language.",
    "Nodes are written in JavaScript.",
    `${json}\`\`\`python\ndef execute(inputs): return {}\n\`\`\`\n`,
  ),
  rule("no-code", "A description without code.", "There is nothing to run.", json),
  rule(
    "invalid-draft",
    "A description in which a required part is missing or of a wrong form.",
    "It describes no node.",
    `\`\`\`json\n{ "name": "Trim" }\n\`\`\`\n${code}`,
  ),
  {
    id: "prompt-in-reply",
    severity: "error",
    by: "attempt",
    finds: "A part of the node that repeats the instructions to the model; they are withheld.",
    why: "The instructions are shown to nobody, and what is left of the part is no node.",
    bad: { reply: json.replace("Trims.", "Trims. [prompt withheld]") + code },
    good: whole,
  },
];
