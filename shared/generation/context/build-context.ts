import { createHash } from "node:crypto";
import { matchPatterns } from "../../patterns/match-patterns.ts";
import type { PromptLibrary } from "../../patterns/prompt-library.ts";
import type { ContextTask, Reference } from "./context-task.ts";
import { estimateTokens } from "./estimate-tokens.ts";
import { fitItems } from "./fit-items.ts";
import {
  renderConstraints,
  renderInstructions,
  renderOperation,
  renderPatterns,
  renderReferences,
  renderRepair,
} from "./render-sections.ts";
import { renderTemplate } from "./render-template.ts";

export type { ContextTask, NodeMetadata, PreviousAttempt, Reference } from "./context-task.ts";

export interface ContextOptions {
  readonly library: PromptLibrary;
  readonly references?: readonly Reference[];
  /** Tokens for everything but the operation (and the repair). */
  readonly budget?: number;
}

export interface SectionReport {
  readonly name: string;
  readonly tokens: number;
  /** Ids of the items in it; none for a section without items. */
  readonly included: readonly string[];
  readonly dropped: readonly string[];
}

export interface BuiltContext {
  /** System, instructions and constraints: the same for every request of a prompt version. */
  readonly system: string;
  /** Patterns, references, operation and, in a repair, what to repair. */
  readonly prompt: string;
  readonly promptVersion: string;
  /** SHA-256 of all of it. */
  readonly promptHash: string;
  readonly patternIds: readonly string[];
  readonly referenceIds: readonly string[];
  readonly report: {
    readonly sections: readonly SectionReport[];
    readonly totalTokens: number;
  };
}

export const defaultContextBudget = 8_000;

const mostPatternTokens = 2_000;
const mostReferences = 3;
const mostReferenceTokens = 2_500;

/**
 * Builds the prompt of one attempt. Fixed sections come first. Over the budget whole references are
 * left out first, then whole patterns; system, instructions, constraints and operation stay always,
 * and the operation counts on top. A repair carries the last attempt and no references.
 */
export const buildContext = (task: ContextTask, options: ContextOptions): BuiltContext => {
  requireParts(task);
  const { library, budget = defaultContextBudget } = options;
  const fixed = [
    section("system", renderTemplate(library, "system", {})),
    section("instructions", renderInstructions(library, task.kind)),
    section("constraints", renderConstraints(library)),
  ];
  const left = Math.max(0, budget - sum(fixed.map(({ report }) => report.tokens)));
  const patterns = patternsSection(task, library, left);
  const references = referencesSection(task, options, left - patterns.report.tokens);
  const operation = section("operation", renderOperation(library, task));
  const repair =
    task.previous === undefined
      ? []
      : [section("repair", renderRepair(library, task.previous, task.kind))];

  const variable = [patterns, references, operation, ...repair].filter(
    ({ text, report }) => text !== "" || report.dropped.length > 0,
  );
  const system = joinSections(fixed);
  const prompt = joinSections(variable);
  const sections = [...fixed, ...variable].map(({ report }) => report);
  return {
    system,
    prompt,
    promptVersion: library.version,
    promptHash: createHash("sha256").update(`${system}\0${prompt}`).digest("hex"),
    patternIds: patterns.report.included,
    referenceIds: references.report.included,
    report: { sections, totalTokens: sum(sections.map(({ tokens }) => tokens)) },
  };
};

const requireParts = ({ kind, previous, current, metadata }: ContextTask): void => {
  const lacks =
    (kind === "repair" && previous === undefined) ||
    (kind === "refine" && current === undefined) ||
    (kind === "code-only" && metadata === undefined);
  if (lacks) throw new Error(`a context for ${kind} lacks what it is about`);
};

interface Section {
  readonly text: string;
  readonly report: SectionReport;
}

const section = (
  name: string,
  text: string,
  included: readonly string[] = [],
  dropped: readonly string[] = [],
): Section => ({ text, report: { name, tokens: estimateTokens(text), included, dropped } });

const sum = (numbers: readonly number[]): number =>
  numbers.reduce((total, number) => total + number, 0);

const joinSections = (sections: readonly Section[]): string =>
  `${sections.flatMap(({ text }) => (text === "" ? [] : [text])).join("\n\n")}\n`;

const patternsSection = (task: ContextTask, library: PromptLibrary, left: number): Section => {
  const matches = matchPatterns(library, task.request).map(({ pattern }) => pattern);
  const { included, dropped } = fitItems(matches, Math.min(left, mostPatternTokens), (items) =>
    renderPatterns(library, items),
  );
  return section(
    "patterns",
    renderPatterns(library, included),
    included.map(({ id }) => id),
    dropped.map(({ id }) => id),
  );
};

/** A second attempt needs what was wrong, and settled metadata leaves nothing to follow. */
export const takesReferences = ({ kind, previous, context }: ContextTask): boolean =>
  kind !== "repair" &&
  kind !== "code-only" &&
  previous === undefined &&
  context.references !== false;

const referencesSection = (task: ContextTask, options: ContextOptions, left: number): Section => {
  if (!takesReferences(task)) return section("references", "");
  const { library, references = [] } = options;
  const offered = references.slice(0, mostReferences);
  const { included, dropped } = fitItems(offered, Math.min(left, mostReferenceTokens), (items) =>
    renderReferences(library, items),
  );
  return section(
    "references",
    included.length === 0 ? "" : renderReferences(library, included),
    included.map(({ id }) => id),
    [...dropped, ...references.slice(mostReferences)].map(({ id }) => id),
  );
};
