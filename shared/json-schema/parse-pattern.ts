/** One element of a pattern with how often it may repeat. */
export interface PatternPart {
  /** Source of what matches one character, e.g. `[a-z]`; absent for groups and assertions. */
  readonly set?: string;
  /** Alternatives of a group, each a sequence. */
  readonly group?: readonly PatternPart[][];
  readonly assertion?: boolean;
  /** The beginning of the text. */
  readonly start?: boolean;
  readonly backreference?: boolean;
  /** A group that changes the flags inside it, e.g. `(?i:a)`. */
  readonly modifies?: boolean;
  readonly min: number;
  readonly max: number;
}

type Atom = Omit<PatternPart, "min" | "max">;

const groupOpening = /\((?:\?(?:<?[=!]|<[^>]*>|[a-z-]*:))?/y;
const characterClass = /\[(?:\\[\s\S]|[^\\\]])*\]/y;
const escapeSequence =
  /\\(?:[pP]\{[^}]*\}|u\{[^}]*\}|u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|c[A-Za-z]|k<[^>]*>|\d+|[\s\S])/y;
const quantifier = /(?:[*+?]|\{\d+(?:,\d*)?\})\??/y;

/**
 * The alternatives of a pattern that is known to compile with the flag `u`, each in the order in
 * which it is tried: what looks behind goes from right to left.
 */
export const parsePattern = (source: string): PatternPart[][] =>
  new PatternReader(source).alternatives();

class PatternReader {
  private at = 0;
  private isBackward = false;
  private readonly source: string;

  constructor(source: string) {
    this.source = source;
  }

  alternatives(): PatternPart[][] {
    const found: PatternPart[][] = [[]];
    while (this.at < this.source.length && this.source[this.at] !== ")") {
      if (this.source[this.at] === "|") {
        this.at += 1;
        found.push([]);
      } else found.at(-1)?.push({ ...this.atom(), ...this.repetition() });
    }
    return this.isBackward ? found.map((sequence) => sequence.toReversed()) : found;
  }

  private atom(): Atom {
    const opening = this.take(groupOpening);
    if (opening !== undefined) {
      const group = this.group(opening);
      return {
        group,
        assertion: /^\(\?<?[=!]/.test(opening),
        modifies: /^\(\?[a-z-]+:/.test(opening),
      };
    }
    const single = this.take(characterClass) ?? this.take(escapeSequence) ?? this.character();
    if (/^\\(?:[1-9]|k<)/.test(single)) return { backreference: true };
    if (single === "^") return { assertion: true, start: true };
    return ["$", "\\b", "\\B"].includes(single) ? { assertion: true } : { set: single };
  }

  private group(opening: string): PatternPart[][] {
    const outer = this.isBackward;
    if (/^\(\?<?[=!]/.test(opening)) this.isBackward = opening.startsWith("(?<");
    const group = this.alternatives();
    this.isBackward = outer;
    this.at += 1;
    return group;
  }

  private character(): string {
    const character = String.fromCodePoint(this.source.codePointAt(this.at) ?? 0);
    this.at += character.length;
    return character;
  }

  private repetition(): { min: number; max: number } {
    const found = this.take(quantifier);
    if (found === undefined) return { min: 1, max: 1 };
    if (found.startsWith("*")) return { min: 0, max: Number.POSITIVE_INFINITY };
    if (found.startsWith("+")) return { min: 1, max: Number.POSITIVE_INFINITY };
    if (found.startsWith("?")) return { min: 0, max: 1 };
    const [min = "0", max] = found.replace(/[{}?]/g, "").split(",");
    if (max === undefined) return { min: Number(min), max: Number(min) };
    return { min: Number(min), max: max === "" ? Number.POSITIVE_INFINITY : Number(max) };
  }

  private take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.source)?.[0];
    this.at += found?.length ?? 0;
    return found;
  }
}
