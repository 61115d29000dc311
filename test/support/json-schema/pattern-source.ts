import * as fc from "fast-check";

/** Sources of patterns out of the pieces that make matching slow, over few letters. */
export const patternSource: fc.Arbitrary<string> = fc
  .tuple(
    fc.constantFrom("^", "", "\\b"),
    fc.letrec<{ part: string; atom: string; sequence: string }>((tie) => ({
      sequence: fc
        .array(tie("part"), { minLength: 1, maxLength: 5 })
        .map((parts) => parts.join("")),
      part: fc
        .tuple(tie("atom"), fc.constantFrom("", "", "", "*", "+", "?", "{2}", "{0,9}", "{3,}"))
        .map(([atom, repetition]) => atom + repetition),
      atom: fc.oneof(
        { depthSize: "small", withCrossShrink: true },
        fc.constantFrom("a", "A", "b", "-", ".", "\\w", "\\s", "[a-z]", "[A-Z]", "[^-]", "[ab]"),
        fc
          .array(tie("sequence"), { minLength: 1, maxLength: 3 })
          .map((alternatives) => `(?:${alternatives.join("|")})`),
      ),
    })).sequence,
    fc.constantFrom("$", "b", "x", ""),
  )
  .map((pieces) => pieces.join(""));

/** A piece over and over, then what fits nothing. */
export const hostileText = (piece: string, length: number): string =>
  `${piece.repeat(Math.ceil(length / piece.length)).slice(0, length - 1)}!`;

export const hostilePieces = ["a", "A", "ab", "aB", "-", "-a", "-aa", "a-", "a ", "a b-"];
