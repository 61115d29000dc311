import { promptPassages } from "./prompt-passages.ts";

const withheld = "[withheld]";

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
