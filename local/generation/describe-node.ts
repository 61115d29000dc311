import type { GeneratedNode, TestResult } from "#schemas/node.ts";

const marks = { passed: "✓", failed: "✗", not_run: "-" } as const;

/** A node as text to read: what it is, what its tests showed, its code. */
export function describeNode(node: GeneratedNode): string {
  const { verification } = node;
  const head = [`${node.name}  (${node.category}, ${node.node_definition.kind})`, node.description];
  const tests = [
    `tests: ${verification.passed} passed, ${verification.failed} failed`,
    ...verification.results.map(describeTest),
  ];
  const warnings = node.warnings.map((warning) => `warning: ${warning.message}`);
  const parts = [
    head,
    tests,
    warnings,
    ["code:", node.execution_code.trimEnd()],
    [`id: ${node.id}`],
  ];
  return parts
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n");
}

function describeTest({ name, outcome, message }: TestResult): string {
  const line = `  ${marks[outcome]} ${name}`;
  return outcome === "passed" || !message ? line : `${line}\n      ${message}`;
}
