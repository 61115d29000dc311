export interface ReadPrompt {
  /** The prompt with every data block replaced by its label. */
  readonly frame: string;
  readonly blocks: readonly { readonly label: string; readonly text: string }[];
}

const opening = /^<data label="([^"]*)" id="([0-9a-f]{12})">$/;

/** Reads a prompt as the system section says: data ends only at the tag with the very same id. */
export const readDataBlocks = (prompt: string): ReadPrompt => {
  const frame: string[] = [];
  const blocks: { label: string; text: string }[] = [];
  const lines = prompt.split("\n");
  for (let at = 0; at < lines.length; at += 1) {
    const [, label, id] = opening.exec(lines[at] ?? "") ?? [];
    if (label === undefined) {
      frame.push(lines[at] ?? "");
      continue;
    }
    const end = lines.indexOf(`</data id="${id}">`, at);
    if (end === -1) throw new Error(`data block ${label} is never closed`);
    blocks.push({ label, text: lines.slice(at + 1, end).join("\n") });
    frame.push(`[${label}]`);
    at = end;
  }
  return { frame: frame.join("\n"), blocks };
};
