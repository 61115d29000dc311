import type { GenerationContext } from "#schemas/generation.ts";
import { Capabilities, mostCodeBytes, type NodeKind } from "#schemas/node.ts";
import { requestLimits } from "#schemas/sandbox.ts";
import type { Pattern, PromptLibrary } from "../../patterns/prompt-library.ts";
import { limitsOf, mostInputBytes } from "../../proving/limits-of.ts";
import type { ContextTask, Reference } from "./context-task.ts";
import type { ShownItem } from "./fit-items.ts";
import { metadataText } from "./metadata-text.ts";
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

/** Empty where neither the kind of node nor the user's level is known. */
export const renderGuidance = (
  library: PromptLibrary,
  { kind, complexity }: { kind: NodeKind | undefined; complexity: Complexity | undefined },
): string =>
  kind === undefined && complexity === undefined
    ? ""
    : renderTemplate(library, "guidance", { kind: kind ?? null, complexity: complexity ?? null });

type Complexity = GenerationContext["complexity"];

export const renderPatterns = (
  library: PromptLibrary,
  patterns: readonly ShownItem<Pattern>[],
): string =>
  renderTemplate(library, "patterns", {
    patterns: patterns.map(({ item: { name, description, pitfalls, code, node }, shortened }) => ({
      name,
      kind: node.kind,
      description,
      pitfalls,
      code: shortened ? null : code.trim(),
    })),
  });

export const renderReferences = (
  library: PromptLibrary,
  references: readonly ShownItem<Reference>[],
): string =>
  references.length === 0
    ? ""
    : renderTemplate(library, "references", {
        references: references.map((shown) => ({ text: referenceText(shown) })),
      });

/** Of a node that does not fit whole, schemas and the beginning of its code tell its habits. */
const shortCodeLines = 12;

const referenceText = ({ item, shortened }: ShownItem<Reference>): string =>
  [
    `name: ${item.name}`,
    `description: ${item.description}`,
    `input_schema: ${JSON.stringify(item.input_schema)}`,
    `output_schema: ${JSON.stringify(item.output_schema)}`,
    `code:\n${shortened ? beginningOf(item.execution_code) : item.execution_code}`,
  ].join("\n");

const beginningOf = (code: string): string => {
  const lines = code.split("\n");
  const shown = lines.slice(0, shortCodeLines).join("\n");
  return lines.length > shortCodeLines ? `${shown}\n[cut]` : shown;
};

export const renderOperation = (library: PromptLibrary, task: ContextTask): string => {
  const { request, current, metadata } = task;
  const { category, examples, tests } = task.context;
  return renderTemplate(library, "operation", {
    request,
    current_metadata: current === undefined ? null : metadataText(current),
    current_code: current?.execution_code ?? null,
    settled: metadata === undefined ? null : metadataText(metadata),
    category: category ?? null,
    examples: textOfList(examples),
    tests: textOfList(tests),
  });
};

const textOfList = (values: readonly unknown[] | undefined): string | null =>
  values === undefined || values.length === 0
    ? null
    : values.map((value) => JSON.stringify(value)).join("\n");
