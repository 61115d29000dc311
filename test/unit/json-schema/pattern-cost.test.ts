import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { judgePattern } from "#shared/json-schema/safe-pattern.ts";
import { matchWithin } from "../../support/json-schema/match-within.ts";
import {
  hostilePieces,
  hostileText,
  patternSource,
} from "../../support/json-schema/pattern-source.ts";

describe("patterns of exponential cost are refused", () => {
  test.each([
    ["alternatives that compete inside a group", "^(?:a(?:b|b))+$"],
    ["two repetitions in each round", "^(?:-[a-z]+[a-z]+)*$"],
    ["an optional part behind a repetition in each round", "^(?:-[a-z]+b?)*$"],
    ["many optional parts", `^${"a?".repeat(40)}b`],
    ["many short repetitions", `^${"a{0,20}".repeat(40)}b`],
    ["many competing alternatives", `^${"(?:a|a)".repeat(40)}b`],
    ["a group that changes its flags", "^(?i:a|A)+$"],
    ["letters beyond ASCII", "^(?:\u00a0|\u00a0)*$"],
    ["letters beyond the first plane", "^(?:[😀]|[😀])*$"],
  ])("%s", (_name, source) => {
    expect(judgePattern(source)).toMatchObject({ safe: false });
  });

  test.each(["^(?:a|A)+$", "^(?:a[A-Z]*)+$", "^(?:[a-c]|[A-C])*$", "^(?:[A-Z]*k)+$"])(
    "%s, once case does not count",
    (source) => {
      expect(judgePattern(source, "u")).toMatchObject({ safe: true });
      expect(judgePattern(source, "iu")).toMatchObject({ safe: false });
    },
  );
});

describe("patterns people write are let pass, on texts long enough", () => {
  test.each([
    ["^(?:,\\s*\\d+\\.\\d+)*$", 150],
    ["^[+]?\\d{1,3}[-. ]?\\(?\\d{3}\\)?[-. ]?\\d{3}[-. ]?\\d{4}$", 500],
    ["^(?:(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)(?:\\.|$)){4}$", 500],
    ["^https?://(?:www\\.)?[-\\w@:%.+~#=]{1,256}\\.[a-z]{2,6}$", 1_000],
    [
      "^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}(?::\\d{2}(?:\\.\\d{1,3})?)?(?:Z|[+-]\\d{2}:\\d{2})$",
      500,
    ],
  ])("%s", (source, longest) => {
    const verdict = judgePattern(source);
    expect(verdict).toMatchObject({ safe: true });
    expect(verdict.safe && verdict.longest).toBeGreaterThanOrEqual(longest);
  });
});

const longestOf = (source: string): number => {
  const verdict = judgePattern(source);
  return verdict.safe ? verdict.longest : 0;
};

describe("the longest text", () => {
  test("is shorter where a count is tried and taken back in each way", () => {
    expect(longestOf(".{3,}[ab]+[ab]{0,9}-.$")).toBeLessThan(longestOf(".{3,}[ab]+[ab]{9}-.$"));
    expect(longestOf(".{3,}[ab]+[ab]{0,9}-.$")).toBeLessThanOrEqual(265);
  });

  test("is longer where repetitions can end in one place only, however many there are", () => {
    expect(longestOf("^a+b+c+d+e+f+$")).toBeGreaterThan(2_000);
    expect(longestOf("^a+.+c+.+e+.+$")).toBeLessThan(100);
  });

  test("counts what looks behind from right to left, which is how it is tried", () => {
    expect(longestOf("(?<=x[ab]+a+cd)z")).toBe(longestOf("(?=dca+[ab]+x)z"));
    expect(longestOf("(?<=(?=cd[ab]+a+x))z")).toBe(longestOf("(?=(?=cd[ab]+a+x))z"));
    expect(longestOf("(?<=x[bc]+c+d[bd]+d+f)z")).toBeLessThan(longestOf("x[bc]+c+d[bd]+d+fz"));
  });
});

describe("what is judged safe ends", () => {
  test.each([
    "^a*a*a{2000}b",
    "\\b.*.*x",
    "^a{0,9}a{0,9}a{0,9}a{0,9}a*b",
    ".{3,}[ab]+[ab]{0,9}-.$",
  ])("%s", (source) => {
    const verdict = judgePattern(source);
    if (!verdict.safe) throw new Error(verdict.reason);
    for (const piece of ["a", "a "]) {
      const text = hostileText(piece, verdict.longest);
      expect(matchWithin(new RegExp(source, "u"), text, 5_000)).toBe(false);
    }
  });

  test.each(["u", "iu"] as const)("any pattern under the flags %s", (flags) => {
    fc.assert(
      fc.property(patternSource, fc.constantFrom(...hostilePieces), (source, piece) => {
        const verdict = judgePattern(source, flags);
        if (!verdict.safe) return;
        const text = hostileText(piece, Math.min(verdict.longest, 2_000));
        expect(() => matchWithin(new RegExp(source, flags), text, 5_000)).not.toThrow();
      }),
      { numRuns: 300 },
    );
  });
});
