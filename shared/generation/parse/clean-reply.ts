export type CleanReply =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "empty" }
  | { readonly kind: "too_large" }
  | { readonly kind: "open_thought" }
  | { readonly kind: "html_page" };

/** No node needs more, and no model writes as much: what is longer is no answer. */
const longestReply = 2_000_000;

const openThought = /^<(think|thinking|reasoning)>/i;
const closeThought = /<\/(?:think|thinking|reasoning)>/i;
/** A tag in front of a fence would hide that a block begins there. */
const tagBeforeFence = /^(<\/?[a-z_]{1,30}>)[ \t]*(?=```|~~~)/gim;
const page = /^\s*(?:<!doctype html|<html[\s>])/i;

/**
 * Takes off what local models and gateways put before an answer: a byte order mark, thoughts in
 * tags, Windows line ends. A thought that never ends means that the answer never began.
 */
export const cleanReply = (reply: string): CleanReply => {
  if (reply.length > longestReply) return { kind: "too_large" };
  const plain = reply.replace(/^\uFEFF/, "").replace(/\r\n?/g, "\n");
  const text = withoutThoughts(plain);
  if (text === undefined) return { kind: "open_thought" };
  if (text.trim() === "") return { kind: "empty" };
  if (page.test(text)) return { kind: "html_page" };
  return { kind: "text", text: text.replace(tagBeforeFence, "$1\n") };
};

/** One after another, so that no number of them exhausts the stack. */
const withoutThoughts = (text: string): string | undefined => {
  let start = endOfSpace(text, 0);
  for (let open = thoughtAt(text, start); open !== undefined; open = thoughtAt(text, start)) {
    const close = closeOf(open, text, start);
    if (close === -1) return undefined;
    start = endOfSpace(text, text.indexOf(">", close) + 1);
  }
  return withoutStrayClose(text.slice(start));
};

const endOfSpace = (text: string, start: number): number => {
  let index = start;
  while (index < text.length && text.charAt(index).trim() === "") index += 1;
  return index;
};

const thoughtAt = (text: string, start: number): string | undefined =>
  openThought.exec(text.slice(start, start + 20))?.[1];

const closeOf = (name: string, text: string, start: number): number => {
  const close = new RegExp(`</${name}>`, "gi");
  close.lastIndex = start;
  return close.exec(text)?.index ?? -1;
};

/** Some servers swallow the opening tag and leave only the closing one, before any block. */
const withoutStrayClose = (text: string): string => {
  const close = closeThought.exec(text);
  if (close === null) return text;
  const before = text.slice(0, close.index);
  return /[`{]/.test(before) ? text : text.slice(close.index + close[0].length);
};
