import type { Example, RuleDocumentation, RuleGroup } from "./rule-documentation.ts";

const preface = `# Rules

What is said of a node without running it, and of a model's reply before it is one. Each finding has
a rule, a severity, a place and a message. An **error** keeps a node from being stored; a **warning**
is stored with it. This page is written from the rules themselves (\`shared/checks/rules/\`), and each
example is tried by a test.

The rules are a filter that saves runs and explains itself; what holds hostile code is the sandbox.
`;

/** The page of all rules, in Markdown. */
export const renderRules = (groups: readonly RuleGroup[]): string =>
  `${[preface, ...groups.map(renderGroup)].join("\n")}`;

const renderGroup = ({ title, rules }: RuleGroup): string =>
  `## ${title}\n\n${rules.map(renderRule).join("\n")}`;

const severities = {
  error: "error",
  warning: "warning",
  either: "error where the schema is closed, else warning",
} as const;

const found = {
  parser: "found by the parser",
  proof: "found in a run",
  ports: "found in a change",
  attempt: "found in a reply",
};

const renderRule = (rule: RuleDocumentation): string => {
  const { id, severity, finds, why, kind, hosts, bad, good, by } = rule;
  const notes = [
    severities[severity],
    ...(by === undefined ? [] : [found[by]]),
    ...(kind === undefined ? [] : [`examples of kind ${kind}`]),
    ...(hosts === undefined ? [] : [`hosts ${hosts.join(", ")}`]),
  ];
  return `### ${id}

${notes.join(" · ")}

${finds} ${why}

Bad:

${renderExample(bad)}

Good:

${renderExample(good)}
`;
};

const longest = 1_000;

const renderExample = (example: Example): string => {
  if ("reply" in example) return block("text", example.reply);
  if ("body" in example) return block("js", example.body);
  if ("program" in example) return block("js", example.program);
  return block("json", JSON.stringify({ [example.member]: example.value }, undefined, 2));
};

const block = (language: string, text: string): string => {
  const shown =
    text.length <= longest ? text : `${text.slice(0, 200)}… (${text.length} characters)`;
  // What cannot be seen is shown as an escape.
  const visible = shown
    .replace(/[\u202a-\u202e]/g, (one) => `\\u{${one.charCodeAt(0).toString(16)}}`)
    .trimEnd();
  return `\`\`\`\`${language}\n${visible}\n\`\`\`\``;
};
