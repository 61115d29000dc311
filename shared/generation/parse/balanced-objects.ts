/** A text of open braces would otherwise be read once for every brace. */
const mostFalseStarts = 20;

/**
 * The outermost `{…}` spans of a text, in order; braces inside double-quoted strings do not
 * count. A span that never closes is left out.
 */
export const balancedObjects = (text: string): string[] => {
  const spans: string[] = [];
  let falseStarts = 0;
  let start = text.indexOf("{");
  while (start !== -1 && falseStarts < mostFalseStarts) {
    const end = closingBrace(text, start);
    if (end === undefined) {
      falseStarts += 1;
      start = text.indexOf("{", start + 1);
    } else {
      spans.push(text.slice(start, end + 1));
      start = text.indexOf("{", end + 1);
    }
  }
  return spans;
};

const closingBrace = (text: string, start: number): number | undefined => {
  let depth = 0;
  let quoted = false;
  for (let index = start; index < text.length; index += 1) {
    const character = text[index];
    if (quoted) {
      if (character === "\\") index += 1;
      else if (character === '"') quoted = false;
    } else if (character === '"') quoted = true;
    else if (character === "{") depth += 1;
    else if (character === "}") {
      depth -= 1;
      if (depth === 0) return index;
    }
  }
  return undefined;
};
