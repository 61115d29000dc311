import type { Violation } from "#schemas/node.ts";
import type { NodeDraft } from "#schemas/node-draft.ts";
import { fault, placeAt } from "../checks/finding.ts";
import type { GenerationTask } from "./generation-task.ts";
import { promptPassages } from "./prompt-passages.ts";

/** No words that a node would have by itself, so that a draft with them repeats the prompt. */
const withheld = "[prompt withheld]";

/**
 * A reply without what it repeats of the fixed sections. Requests that ask for the prompt reach the
 * model like all others, and what it answers is stored and shown.
 */
export function withholdPrompt(reply: string, system: string): string {
  let shown = "";
  let from = 0;
  for (const { start, end } of promptPassages(reply, system)) {
    shown += reply.slice(from, start) + withheld;
    from = end;
  }
  return shown + reply.slice(from);
}

/** Whether something was withheld from a text, rather than asked for in these words. */
export const isWithheld = (text: string, task: GenerationTask): boolean =>
  text.includes(withheld) &&
  !JSON.stringify([task.request, task.context, task.current]).includes(withheld);

/** The parts of a draft of which something was withheld: what is left of them is no node. */
export const withheldFindings = (draft: NodeDraft, task: GenerationTask): Violation[] =>
  Object.entries(draft)
    .filter(([, value]) => isWithheld(JSON.stringify(value) ?? "", task))
    .map(([part, value]) => promptFinding(part === "execution_code" ? placeIn(value) : part));

const placeIn = (code: unknown): string =>
  typeof code === "string" ? placeAt(code, code.indexOf(withheld)) : "code";

const promptFinding = (where: string): Violation =>
  fault(
    "prompt-in-reply",
    where,
    "The reply repeats the instructions to the model, which were withheld here.",
    "Say what the node does in words of its own, without the instructions.",
  );
