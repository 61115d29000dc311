import { parsesAsCode } from "./parses-as-code.ts";

export interface FencedBlock {
  readonly language: string;
  readonly body: string;
  /** An open block at the end of a reply is a sign that the reply was cut. */
  readonly closed: boolean;
}

const fence = /^ {0,3}(`{3,}|~{3,})/;
const wrappers = new Set(["", "markdown", "md", "text", "txt"]);
const codeLanguages = new Set(["js", "javascript", "mjs", "ts", "typescript"]);

/** How many later fences are tried when a code block seems to end inside a text of the code. */
const mostCloseTries = 10;

/** Looking for the end of a block can read the next ones as well; no answer has as many. */
const mostBlocks = 100;

/**
 * The fenced blocks of a Markdown text by line rules: a block ends at a line that holds only its
 * own fence character, at least as often. Three backticks inside a line never end it.
 */
export const fencedBlocks = (text: string): FencedBlock[] => {
  const lines = text.split("\n");
  const blocks: FencedBlock[] = [];
  let index = 0;
  while (index < lines.length && blocks.length < mostBlocks) {
    const opening = openingOf(lines[index] ?? "");
    if (opening === undefined) {
      index += 1;
      continue;
    }
    const { block, next } = readBlock(lines, index + 1, opening);
    if (block !== undefined) blocks.push(block);
    index = next;
  }
  return blocks;
};

const readBlock = (
  lines: readonly string[],
  first: number,
  { mark, language }: Opening,
): { block: FencedBlock | undefined; next: number } => {
  const closings: number[] = [];
  for (let index = first; index < lines.length; index += 1) {
    const line = lines[index] ?? "";
    if (closes(line, mark)) {
      closings.push(index);
      if (!codeLanguages.has(language) || closings.length === mostCloseTries) break;
    } else if (closings.length === 0 && wrappers.has(language) && isLabelled(line)) {
      // The outer fence only wraps other blocks: read those instead.
      return { block: undefined, next: index };
    } else if (language.startsWith("json") && isLabelled(line)) {
      // JSON never holds such a line: its own closing fence was forgotten.
      const body = lines.slice(first, index).join("\n");
      return { block: { language, body, closed: true }, next: index };
    }
  }
  const bodyTo = (end: number): string => lines.slice(first, end).join("\n");
  const whole =
    closings.length > 1 ? closings.find((line) => parsesAsCode(bodyTo(line))) : undefined;
  const end = whole ?? closings[0];
  return end === undefined
    ? {
        block: { language, body: openBody(bodyTo(lines.length)), closed: false },
        next: lines.length,
      }
    : { block: { language, body: bodyTo(end), closed: true }, next: end + 1 };
};

/** A reply may be cut inside its last fence. */
const openBody = (body: string): string => body.replace(/\n[`~]{1,2}$/, "");

interface Opening {
  readonly mark: string;
  readonly language: string;
}

/** A backtick after the fence makes it code within a line. */
const openingOf = (line: string): Opening | undefined => {
  const [whole, mark] = fence.exec(line) ?? [];
  if (whole === undefined || mark === undefined) return undefined;
  const info = line.slice(whole.length);
  if (info.includes("`")) return undefined;
  return { mark, language: (info.trim().split(/\s/, 1)[0] ?? "").toLowerCase() };
};

const closes = (line: string, mark: string): boolean => {
  const bare = line.trim();
  return bare.length >= mark.length && bare === mark.charAt(0).repeat(bare.length);
};

const isLabelled = (line: string): boolean => (openingOf(line)?.language ?? "") !== "";
