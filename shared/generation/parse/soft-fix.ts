const escapes: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

/**
 * Mends what models most often get wrong in JSON without guessing at structure: raw line ends and
 * tabs inside strings, comments, and commas before a closing bracket.
 */
export const softFix = (text: string): string => {
  let fixed = "";
  let index = 0;
  while (index < text.length) {
    const character = text.charAt(index);
    const piece = character === '"' ? readString(text, index) : readOutside(text, index);
    fixed += piece.text;
    index = piece.next;
  }
  return fixed;
};

interface Piece {
  readonly text: string;
  readonly next: number;
}

const readString = (text: string, start: number): Piece => {
  let piece = '"';
  for (let index = start + 1; index < text.length; index += 1) {
    const character = text.charAt(index);
    if (character === '"') return { text: `${piece}"`, next: index + 1 };
    if (character === "\\") {
      piece += character + text.charAt(index + 1);
      index += 1;
    } else piece += escapes[character] ?? character;
  }
  return { text: piece, next: text.length };
};

const readOutside = (text: string, start: number): Piece => {
  if (text.startsWith("//", start)) return { text: "", next: endOf(text, "\n", start) };
  if (text.startsWith("/*", start)) return { text: "", next: endOf(text, "*/", start) + 2 };
  const character = text.charAt(start);
  if (character === "," && closesNext(text, start + 1)) return { text: "", next: start + 1 };
  return { text: character, next: start + 1 };
};

const endOf = (text: string, mark: string, start: number): number => {
  const end = text.indexOf(mark, start);
  return end === -1 ? text.length : end;
};

const closesNext = (text: string, start: number): boolean => {
  let index = start;
  while (index < text.length && text.charAt(index).trim() === "") index += 1;
  return text.charAt(index) === "}" || text.charAt(index) === "]";
};
