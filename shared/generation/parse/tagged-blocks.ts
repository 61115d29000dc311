const objectTags = ["json", "node", "metadata", "node_json"] as const;
const codeTags = ["execution_code", "code", "javascript", "js"] as const;

/** Contents of closed XML-like tags that some models prefer to fences, inner fences taken off. */
export const taggedObjects = (text: string): string[] => contents(text, objectTags);

export const taggedCode = (text: string): string[] => contents(text, codeTags);

const contents = (text: string, tags: readonly string[]): string[] =>
  tags.flatMap((tag) => contentsOf(text, tag));

const contentsOf = (text: string, tag: string): string[] => {
  const found: string[] = [];
  let start = text.indexOf(`<${tag}>`);
  while (start !== -1) {
    const end = text.indexOf(`</${tag}>`, start);
    if (end === -1) break;
    found.push(withoutFence(text.slice(start + tag.length + 2, end)));
    start = text.indexOf(`<${tag}>`, end);
  }
  return found;
};

/** The inside of a text that is one fenced block, or the text itself. */
export const withoutFence = (text: string): string => {
  const lines = text.trim().split("\n");
  const first = lines[0] ?? "";
  const last = lines.at(-1) ?? "";
  const fenced = lines.length > 2 && /^```[\w-]*$/.test(first.trim()) && last.trim() === "```";
  return fenced ? lines.slice(1, -1).join("\n") : text;
};
