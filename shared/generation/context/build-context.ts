import { createHash } from "node:crypto";
import type { SectionReport } from "#schemas/transcript.ts";
import { crossCuttingPatterns } from "../../patterns/cross-cutting-patterns.ts";
import { matchPatterns, type PatternMatch } from "../../patterns/match-patterns.ts";
import type { Pattern, PromptLibrary } from "../../patterns/prompt-library.ts";
import { type ContextTask, type Reference, takesReferences } from "./context-task.ts";
import { estimateTokens } from "./estimate-tokens.ts";
import { expectedKind } from "./expected-kind.ts";
import { fitItems } from "./fit-items.ts";
import { fixedSections } from "./fixed-sections.ts";
import { renderRepair } from "./render-repair.ts";
import {
  renderGuidance,
  renderOperation,
  renderPatterns,
  renderReferences,
} from "./render-sections.ts";
import {
  itemSection,
  joinSections,
  type Measure,
  type Section,
  section,
  tokensOf,
} from "./section.ts";
import { tooLarge } from "./too-large.ts";

export type {
  ContextTask,
  PreviousAttempt,
  Reference,
} from "./context-task.ts";

export interface ContextOptions {
  readonly library: PromptLibrary;
  /** Best first. */
  readonly references?: readonly Reference[];
  /** Tokens for everything but the operation (and the repair). */
  readonly budget?: number;
  /** Tokens that the model takes for the whole prompt; no limit if absent. */
  readonly window?: number | undefined;
  /** The model's tokens for each that is estimated. */
  readonly tokenFactor?: number;
}

export interface BuiltContext {
  /** System, instructions and constraints: the same for every request of a prompt version and format. */
  readonly system: string;
  /** Guidance, patterns, references, operation and, in a repair, what to repair. */
  readonly prompt: string;
  readonly promptVersion: string;
  /** SHA-256 of all of it. */
  readonly promptHash: string;
  readonly patternIds: readonly string[];
  readonly referenceIds: readonly string[];
  readonly report: {
    readonly sections: readonly SectionReport[];
    readonly totalTokens: number;
    readonly tokenFactor: number;
  };
}

export const defaultContextBudget = 8_000;

const mostPatternTokens = 2_000;
const mostReferences = 3;
const mostReferenceTokens = 2_500;

/**
 * Builds the prompt of one attempt. Fixed sections come first. Over the budget references are cut
 * first, then patterns, whole items before parts; system, instructions, constraints and operation
 * stay always, and the operation counts on top, within the window. A repair carries the last
 * attempt, shortened where it does not fit whole, and no references.
 * @throws AppError `payload_too_large` where what must stay does not fit the window
 */
export const buildContext = (task: ContextTask, options: ContextOptions): BuiltContext => {
  requireParts(task);
  const { library, budget = defaultContextBudget, window, tokenFactor = 1 } = options;
  const measure: Measure = (text) => Math.ceil(estimateTokens(text) * tokenFactor);
  const matches = matchPatterns(library, task.request);
  const fixed = fixedSections(task, library, tokenFactor);
  const guidance = section("guidance", guidanceOf(task, library, matches), measure);
  const held = tokensOf([...fixed, guidance]);
  const most = window ?? Number.POSITIVE_INFINITY;
  const asked = askedSections(task, { library, measure, room: most - held });
  if (held + tokensOf(asked) > most) throw tooLarge(task, { measure, room: most - held });

  const left = Math.max(0, Math.min(budget, most - tokensOf(asked)) - held);
  const matched = matches.map(({ pattern }) => pattern);
  const beside = crossCuttingPatterns(library, task.request, matched);
  const patterns = patternsSection([...matched, ...beside], { library, measure, left });
  const references = referencesSection(task, options, {
    measure,
    left: left - patterns.report.tokens,
  });
  const variable = [guidance, patterns, references, ...asked].filter(
    ({ text, report }) => text !== "" || report.dropped.length > 0,
  );
  const system = joinSections(fixed);
  const prompt = joinSections(variable);
  return {
    system,
    prompt,
    promptVersion: library.version,
    promptHash: createHash("sha256").update(`${system}\0${prompt}`).digest("hex"),
    patternIds: patterns.report.included,
    referenceIds: references.report.included,
    report: {
      sections: [...fixed, ...variable].map(({ report }) => report),
      totalTokens: tokensOf([...fixed, ...variable]),
      tokenFactor,
    },
  };
};

const requireParts = ({ kind, previous, current, metadata }: ContextTask): void => {
  const lacks =
    (kind === "repair" && previous === undefined) ||
    (kind === "refine" && current === undefined) ||
    (kind === "code-only" && metadata === undefined);
  if (lacks) throw new Error(`a context for ${kind} lacks what it is about`);
};

/** Of a node that is there, or whose kind is settled, it is read off that, not off the words. */
const guidanceOf = (
  { request, context, current, metadata }: ContextTask,
  library: PromptLibrary,
  matches: readonly PatternMatch[],
): string => {
  const isNew = current === undefined && metadata === undefined;
  const kind = isNew ? expectedKind(request, matches) : current?.node_definition.kind;
  return renderGuidance(library, { kind, complexity: context.complexity });
};

interface Making {
  readonly library: PromptLibrary;
  readonly measure: Measure;
}

/** What must be in the prompt whatever the budget: the request and what it is about. */
const askedSections = (
  task: ContextTask,
  { library, measure, room }: Making & { room: number },
): Section[] => {
  const operation = section("operation", renderOperation(library, task), measure);
  const { kind, previous } = task;
  if (previous === undefined) return [operation];
  const whole = section("repair", renderRepair(library, previous, { kind }), measure);
  if (tokensOf([operation, whole]) <= room) return [operation, whole];
  return [
    operation,
    section("repair", renderRepair(library, previous, { kind, short: true }), measure),
  ];
};

const patternsSection = (
  patterns: readonly Pattern[],
  { library, measure, left }: Making & { left: number },
): Section => {
  // Each with the section's heading, so that all together cost a little less than is counted here.
  const fitted = fitItems(patterns, Math.min(left, mostPatternTokens), (shown) =>
    measure(renderPatterns(library, [shown])),
  );
  return itemSection("patterns", fitted, { text: renderPatterns(library, fitted.shown), measure });
};

const referencesSection = (
  task: ContextTask,
  { library, references = [] }: ContextOptions,
  { measure, left }: { measure: Measure; left: number },
): Section => {
  if (!takesReferences(task)) return section("references", "", measure);
  const fitted = fitItems(
    references.slice(0, mostReferences),
    Math.min(left, mostReferenceTokens),
    (shown) => measure(renderReferences(library, [shown])),
  );
  const dropped = [...fitted.dropped, ...references.slice(mostReferences)];
  const text = renderReferences(library, fitted.shown);
  return itemSection("references", { ...fitted, dropped }, { text, measure });
};
