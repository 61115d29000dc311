import type { GeneratedNode, TestResult } from "#schemas/node.ts";
import { plainText } from "./plain-text.ts";

const marks = { passed: "✓", failed: "✗", not_run: "-" } as const;

/** A node as text to read: what it is, what its tests showed, its code. */
export function describeNode(node: GeneratedNode): string {
  const { verification } = node;
  const head = [`${node.name}  (${node.category}, ${node.node_definition.kind})`, node.description];
  const tests = [testsLine(verification), ...verification.results.map(describeTest)];
  const warnings = node.warnings.map((warning) => `warning: ${warning.message}`);
  const parts = [
    head,
    tests,
    warnings,
    ["code:", node.execution_code.trimEnd()],
    [`id: ${node.id}`],
  ];
  const text = parts
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n");
  return plainText(text);
}

/** Without a result a count of failures would read as a success. */
const testsLine = ({ status, passed, failed, results }: GeneratedNode["verification"]): string =>
  results.length === 0
    ? "tests: none was run"
    : `tests: ${passed} passed, ${failed} failed${status === "unverified" ? ", unverified" : ""}`;

function describeTest({ name, outcome, message }: TestResult): string {
  const line = `  ${marks[outcome]} ${name}`;
  return outcome === "passed" || !message ? line : `${line}\n      ${message}`;
}
