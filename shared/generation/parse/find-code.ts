import { parseExpressionAt } from "acorn";
import type { FencedBlock } from "./fenced-blocks.ts";
import { parsesAsCode } from "./parses-as-code.ts";
import { taggedCode } from "./tagged-blocks.ts";

export interface FoundCode {
  readonly code: string;
  /** A code block that never closed and does not parse: the reply was cut inside it. */
  readonly cut: boolean;
}

const codeLanguages = new Set(["", "js", "javascript", "mjs", "cjs", "ts", "typescript", "jsx"]);
const declaration = /\b(?:function\b[\s*]+execute\b|(?:const|let|var)\s+execute\s*=)/;
const anyFunction = /=>|\bfunction\b/;
const rawFunction = /^[ \t]*(?:export\s+(?:default\s+)?)?((?:async\s+)?function\s+execute\b)/m;

/**
 * The code of a reply: of several code blocks the last one that declares `execute`, then the last
 * one that is a function at all, then tags, then a bare function in the text.
 */
export const findCode = (text: string, fenced: readonly FencedBlock[]): FoundCode | undefined => {
  const blocks = fenced.filter(isCode);
  const block = lastOf(blocks, declaration) ?? lastOf(blocks, anyFunction);
  if (block !== undefined) {
    return { code: block.body, cut: !block.closed && !parsesAsCode(block.body) };
  }
  const tagged = taggedCode(text).findLast((body) => declaration.test(body));
  return tagged === undefined ? bareFunction(text) : { code: tagged, cut: false };
};

/** Languages of labelled blocks that are neither JSON nor JavaScript, e.g. `python`. */
export const otherLanguages = (fenced: readonly FencedBlock[]): string[] =>
  fenced
    .map((block) => block.language)
    .filter((language) => !codeLanguages.has(language) && !language.startsWith("json"));

const isCode = (block: FencedBlock): boolean =>
  codeLanguages.has(block.language) && !(block.language === "" && /^\s*[[{]/.test(block.body));

const lastOf = (blocks: readonly FencedBlock[], pattern: RegExp): FencedBlock | undefined =>
  blocks.findLast((block) => pattern.test(block.body));

const bareFunction = (text: string): FoundCode | undefined => {
  const found = rawFunction.exec(text);
  if (found?.[1] === undefined) return undefined;
  const start = found.index + found[0].length - found[1].length;
  try {
    const { end } = parseExpressionAt(text, start, { ecmaVersion: "latest" });
    return { code: text.slice(start, end), cut: false };
  } catch {
    return { code: text.slice(start), cut: true };
  }
};
