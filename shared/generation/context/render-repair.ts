import type { NodeTest, TestResult, Violation } from "#schemas/node.ts";
import type { PromptLibrary } from "../../patterns/prompt-library.ts";
import type { ContextTask, PreviousAttempt } from "./context-task.ts";
import { metadataText } from "./metadata-text.ts";
import { renderTemplate } from "./render-template.ts";

/** A reply that held no node is shown from its beginning; a whole one would crowd out the rest. */
const mostReplyCharacters = 16_000;

/** Of an attempt that does not fit a small window: the first findings, which often cause the rest. */
const shortLimits = { reply: 2_000, violations: 5, failedTests: 2 };

export const renderRepair = (
  library: PromptLibrary,
  previous: PreviousAttempt,
  { kind, short = false }: { kind: ContextTask["kind"]; short?: boolean },
): string => {
  const { content, reply, violations, failedTests } = short ? shortened(previous) : previous;
  return renderTemplate(library, "repair", {
    whole: kind !== "code-only",
    reply: content === undefined ? reply.slice(0, mostReplyCharacters) : null,
    metadata: content === undefined || short ? null : metadataText(content),
    code: content?.execution_code ?? null,
    violations: violations.map(violationText).join("\n"),
    failed_tests: failedTests
      .map((result) => failedTestText(result, content?.tests ?? []))
      .join("\n\n"),
  });
};

const shortened = (previous: PreviousAttempt): PreviousAttempt => ({
  ...previous,
  reply: previous.reply.slice(0, shortLimits.reply),
  violations: previous.violations.slice(0, shortLimits.violations),
  failedTests: previous.failedTests.slice(0, shortLimits.failedTests),
});

const violationText = ({ severity, rule, where, message, hint }: Violation): string =>
  `${severity} ${rule} at ${where}: ${message}${hint === undefined ? "" : ` (${hint})`}`;

/** Long values are cut: where they differ is named by the message. */
const mostValueCharacters = 2_000;

const valueText = (value: unknown): string => {
  const text = JSON.stringify(value) ?? "nothing";
  return text.length > mostValueCharacters ? `${text.slice(0, mostValueCharacters)} [cut]` : text;
};

const failedTestText = (result: TestResult, tests: readonly NodeTest[]): string => {
  const test = tests.find(({ name }) => name === result.name);
  const lines = [`test: ${result.name}`];
  if (test !== undefined) lines.push(`inputs: ${valueText(test.inputs)}`);
  if (test?.error !== undefined) lines.push(`expected: an error with ${valueText(test.error)}`);
  else if (test?.assertions !== undefined) lines.push(`expected: ${valueText(test.assertions)}`);
  else lines.push(`expected: ${valueText(result.expected ?? test?.expected)}`);
  if (result.actual !== undefined) lines.push(`actual: ${valueText(result.actual)}`);
  if (result.message !== undefined) lines.push(`message: ${result.message}`);
  return lines.join("\n");
};
