import {
  Capabilities,
  mostCodeBytes,
  type NodeTest,
  type TestResult,
  type Violation,
} from "#schemas/node.ts";
import { requestLimits } from "#schemas/sandbox.ts";
import type { Pattern, PromptLibrary } from "../../patterns/prompt-library.ts";
import { limitsOf, mostInputBytes } from "../../proving/limits-of.ts";
import type { ContextTask, NodeMetadata, PreviousAttempt, Reference } from "./context-task.ts";
import { renderTemplate } from "./render-template.ts";

const { timeout_ms: timeout, memory_mb: memory } = Capabilities.shape;
const runLimits = limitsOf(Capabilities.parse({}));

/** What a node may use, in the units of the prompt. */
const nodeLimits = {
  code_kb: mostCodeBytes >> 10,
  inputs_kb: mostInputBytes >> 10,
  output_kb: runLimits.outputBytes >> 10,
  cpu_ms: runLimits.cpuMs,
  least_timeout_ms: timeout.unwrap().minValue,
  most_timeout_ms: timeout.unwrap().maxValue,
  least_memory_mb: memory.unwrap().minValue,
  most_memory_mb: memory.unwrap().maxValue,
  fetches: requestLimits.most,
  fetch_s: requestLimits.milliseconds / 1_000,
  fetch_mb: requestLimits.replyBytes >> 20,
};

const replyFormats: Readonly<Record<ContextTask["kind"], "blocks" | "json" | "code">> = {
  create: "blocks",
  repair: "blocks",
  refine: "blocks",
  "strict-json": "json",
  "code-only": "code",
};

export const renderInstructions = (library: PromptLibrary, kind: ContextTask["kind"]): string =>
  renderTemplate(library, "instructions", { format: replyFormats[kind] });

export const renderConstraints = (library: PromptLibrary): string =>
  renderTemplate(library, "constraints", { limits: nodeLimits });

export const renderPatterns = (library: PromptLibrary, patterns: readonly Pattern[]): string =>
  renderTemplate(library, "patterns", {
    patterns: patterns.map(({ name, description, pitfalls, code, node }) => ({
      name,
      kind: node.kind,
      description,
      pitfalls,
      code: code.trim(),
    })),
  });

export const renderReferences = (
  library: PromptLibrary,
  references: readonly Reference[],
): string =>
  renderTemplate(library, "references", {
    references: references.map((reference) => ({ text: referenceText(reference) })),
  });

const referenceText = (reference: Reference): string =>
  [
    `name: ${reference.name}`,
    `description: ${reference.description}`,
    `input_schema: ${JSON.stringify(reference.input_schema)}`,
    `output_schema: ${JSON.stringify(reference.output_schema)}`,
    `code:\n${reference.execution_code}`,
  ].join("\n");

export const renderOperation = (library: PromptLibrary, task: ContextTask): string => {
  const { request, current, metadata } = task;
  const { category, complexity, examples, tests } = task.context;
  return renderTemplate(library, "operation", {
    request,
    current_metadata: current === undefined ? null : metadataText(current),
    current_code: current?.execution_code ?? null,
    settled: metadata === undefined ? null : metadataText(metadata),
    category: category ?? null,
    complexity: complexity ?? null,
    examples: textOfList(examples),
    tests: textOfList(tests),
  });
};

const textOfList = (values: readonly unknown[] | undefined): string | null =>
  values === undefined || values.length === 0
    ? null
    : values.map((value) => JSON.stringify(value)).join("\n");

/** A reply that held no node is shown from its beginning; a whole one would crowd out the rest. */
const mostReplyCharacters = 16_000;

export const renderRepair = (
  library: PromptLibrary,
  previous: PreviousAttempt,
  kind: ContextTask["kind"],
): string => {
  const { content, reply, violations, failedTests } = previous;
  return renderTemplate(library, "repair", {
    whole: kind !== "code-only",
    reply: content === undefined ? reply.slice(0, mostReplyCharacters) : null,
    metadata: content === undefined ? null : metadataText(content),
    code: content?.execution_code ?? null,
    violations: violations.map(violationText).join("\n"),
    failed_tests: failedTests
      .map((result) => failedTestText(result, content?.tests ?? []))
      .join("\n\n"),
  });
};

/** What a reply says of a node beside its code; what we say of it ourselves is left out. */
const metadataText = (node: NodeMetadata): string => {
  const { execution_code, provenance, warnings, node_definition, ...metadata } = node;
  const kind = kindOf(node_definition);
  return JSON.stringify(kind === undefined ? metadata : { ...metadata, kind }, null, 1);
};

const kindOf = (definition: unknown): unknown =>
  typeof definition === "object" && definition !== null
    ? Reflect.get(definition, "kind")
    : undefined;

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
