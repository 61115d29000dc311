/** So many words of the prompt in a row are no chance: no node and no pattern of ours has them. */
const leastWords = 12;

/** A stretch of a text, in UTF-16 units. */
interface Passage {
  readonly start: number;
  readonly end: number;
}

interface Word extends Passage {
  readonly text: string;
}

/**
 * Where a text repeats twelve or more words in a row of a prompt, whatever stands between the
 * words: quotes, markup, comment signs, line breaks, and escapes however often they were escaped.
 * Takes time in proportion to the text.
 */
export function promptPassages(text: string, prompt: string): Passage[] {
  const known = knownRuns(prompt);
  const passages: Passage[] = [];
  const last: Word[] = [];
  for (const word of wordsOf(text)) {
    if (!known.words.has(word.text)) {
      last.length = 0;
      continue;
    }
    last.push(word);
    if (last.length > leastWords) last.shift();
    const [first] = last;
    if (first !== undefined && known.runs.has(runOf(last))) {
      extend(passages, { start: first.start, end: word.end });
    }
  }
  return passages;
}

function extend(passages: Passage[], next: Passage): void {
  const before = passages.at(-1);
  if (before === undefined || before.end < next.start) passages.push(next);
  else passages[passages.length - 1] = { start: before.start, end: next.end };
}

interface KnownRuns {
  readonly words: ReadonlySet<string>;
  readonly runs: ReadonlySet<string>;
}

function knownRuns(prompt: string): KnownRuns {
  const words = [...wordsOf(prompt)];
  const ends = words.keys().drop(leastWords - 1);
  return {
    words: new Set(words.map(({ text }) => text)),
    runs: new Set(ends.map((end) => runOf(words.slice(end - leastWords + 1, end + 1)))),
  };
}

const runOf = (words: readonly Word[]): string =>
  words.length < leastWords ? "" : words.map(({ text }) => text).join(" ");

/** An escape behind any number of backslashes, letters and digits, or what cannot be seen. */
const pieces = /\\+(?:u([0-9a-f]{4})|[bfnrt])?|[\p{L}\p{N}\p{M}]+|\p{Cf}+/giu;

/** The words of a text, folded: without case, escapes and the differences of one letter's forms. */
function* wordsOf(text: string): Generator<Word> {
  let word: { text: string; start: number; end: number } | undefined;
  for (const found of text.matchAll(pieces)) {
    const start = found.index;
    const end = start + found[0].length;
    const letters = lettersOf(found[0], found[1]);
    if (word !== undefined && (letters === undefined || word.end !== start)) {
      yield { ...word, text: fold(word.text) };
      word = undefined;
    }
    if (letters === undefined) continue;
    word = { text: (word?.text ?? "") + letters, start: word?.start ?? start, end };
  }
  if (word !== undefined) yield { ...word, text: fold(word.text) };
}

const isWord = /^[\p{L}\p{N}\p{M}]$/u;
const isUnseen = /^\p{Cf}/u;

/** What a piece adds to a word: undefined where it ends one. */
function lettersOf(piece: string, code: string | undefined): string | undefined {
  const read = code === undefined ? piece : String.fromCharCode(Number.parseInt(code, 16));
  if (isUnseen.test(read)) return "";
  if (code !== undefined) return isWord.test(read) ? read : undefined;
  return piece.startsWith("\\") ? undefined : piece;
}

const fold = (word: string): string => word.normalize("NFKC").toLowerCase();
