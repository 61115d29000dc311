import type { PromptLibrary } from "../../patterns/prompt-library.ts";
import type { ContextTask } from "./context-task.ts";
import { estimateTokens } from "./estimate-tokens.ts";
import { renderConstraints, renderInstructions } from "./render-sections.ts";
import { renderTemplate } from "./render-template.ts";
import type { Section } from "./section.ts";

interface FixedText {
  readonly name: string;
  readonly text: string;
  readonly estimate: number;
}

/** Rendered and counted once for a library and a kind of attempt: they are the same every time. */
const rendered = new WeakMap<PromptLibrary, Map<ContextTask["kind"], readonly FixedText[]>>();

/** System, instructions and constraints. */
export const fixedSections = (
  { kind }: ContextTask,
  library: PromptLibrary,
  tokenFactor: number,
): Section[] => {
  const ofLibrary = rendered.get(library) ?? new Map<ContextTask["kind"], readonly FixedText[]>();
  rendered.set(library, ofLibrary);
  const texts = ofLibrary.get(kind) ?? renderFixed(library, kind);
  ofLibrary.set(kind, texts);
  return texts.map(({ name, text, estimate }) => ({
    text,
    report: { name, tokens: Math.ceil(estimate * tokenFactor), included: [], dropped: [] },
  }));
};

const renderFixed = (library: PromptLibrary, kind: ContextTask["kind"]): FixedText[] =>
  Object.entries({
    system: renderTemplate(library, "system", {}),
    instructions: renderInstructions(library, kind),
    constraints: renderConstraints(library),
  }).map(([name, text]) => ({ name, text, estimate: estimateTokens(text) }));
