export type CleanReply =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "empty" }
  | { readonly kind: "open_thought" }
  | { readonly kind: "html_page" };

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
  const plain = reply.replace(/^\uFEFF/, "").replace(/\r\n?/g, "\n");
  const text = withoutThoughts(plain);
  if (text === undefined) return { kind: "open_thought" };
  if (text.trim() === "") return { kind: "empty" };
  if (page.test(text)) return { kind: "html_page" };
  return { kind: "text", text: text.replace(tagBeforeFence, "$1\n") };
};

const withoutThoughts = (text: string): string | undefined => {
  const start = text.trimStart();
  const open = openThought.exec(start);
  if (open === null) return withoutStrayClose(text);
  const close = start.toLowerCase().indexOf(`</${open[1]?.toLowerCase()}>`);
  if (close === -1) return undefined;
  return withoutThoughts(start.slice(start.indexOf(">", close) + 1));
};

/** Some servers swallow the opening tag and leave only the closing one, before any block. */
const withoutStrayClose = (text: string): string => {
  const close = closeThought.exec(text);
  if (close === null) return text;
  const before = text.slice(0, close.index);
  return /[`{]/.test(before) ? text : text.slice(close.index + close[0].length);
};
