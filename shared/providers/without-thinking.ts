const openingTag = /^\s*<(think|thinking|reasoning)>/i;
const loneClosingTag = /^\s*<\/(think|thinking|reasoning)>\s*$/im;

/**
 * The reply without the thinking that some open models write into it. Only what stands before the
 * reply is taken for thinking: the same tags inside it may be code. Thinking that was never closed
 * means that the reply did not begin. Some templates open the block themselves, so that only its
 * closing tag, alone on a line, is in the text.
 */
export function withoutThinking(text: string): string {
  const opening = openingTag.exec(text);
  if (opening) {
    const closing = new RegExp(`</${opening[1]}>`, "i").exec(text);
    return closing ? withoutThinking(text.slice(closing.index + closing[0].length)) : "";
  }
  const lone = loneClosingTag.exec(text);
  if (!lone || text.slice(0, lone.index).includes("```")) return text.trimStart();
  return text.slice(lone.index + lone[0].length).trimStart();
}
