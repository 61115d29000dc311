/** A fenced block of a Markdown text: the word after the fence, and the lines between. */
export interface FencedBlock {
  readonly language: string;
  readonly text: string;
}

export interface FencedText {
  /** What stands before the first block. */
  readonly lead: string;
  readonly blocks: readonly FencedBlock[];
}

const openingFence = /^```([a-z]+)\s*$/;

/**
 * Splits a text of our own into its lead and its blocks. Fences stand alone on their lines; an
 * open one throws, since then the file is not what its author meant.
 */
export const splitFencedText = (text: string): FencedText => {
  const lead: string[] = [];
  const blocks: FencedBlock[] = [];
  let open: { language: string; lines: string[] } | undefined;
  for (const line of text.split("\n")) {
    if (open !== undefined) {
      if (line.trimEnd() === "```") {
        blocks.push({ language: open.language, text: open.lines.join("\n") });
        open = undefined;
      } else open.lines.push(line);
      continue;
    }
    const language = openingFence.exec(line)?.[1];
    if (language !== undefined) open = { language, lines: [] };
    else if (blocks.length === 0) lead.push(line);
  }
  if (open !== undefined) throw new Error(`the \`\`\`${open.language} block is never closed`);
  return { lead: lead.join("\n").trim(), blocks };
};
