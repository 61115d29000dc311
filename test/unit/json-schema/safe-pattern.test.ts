import { describe, expect, test } from "vitest";
import { judgePattern } from "#shared/json-schema/safe-pattern.ts";

describe("judgePattern", () => {
  test.each([
    "^[a-z0-9]+(?:-[a-z0-9]+)*$",
    "^\\d{4}-\\d{2}-\\d{2}$",
    "^(\\d{1,3}\\.){3}\\d{1,3}$",
    "^[^\\s@]+@[^\\s@]+\\.[^\\s@]+$",
    "^(?:[a-z]{2}|[0-9]{3})$",
    "^(foo|bar)*$",
    "^[A-Z]{2}\\d{2}[A-Z0-9]{11,30}$",
    "^#[0-9a-fA-F]{6}$",
    "^https?://[^/]+/.*$",
    "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$",
    "^(?=.*[A-Z])(?=.*\\d).{8,}$",
    "^\\p{L}+$",
    "^(?<year>\\d{4})$",
    "\\S",
    "",
  ])("lets %s pass", (source) => {
    expect(judgePattern(source)).toMatchObject({ safe: true });
  });

  test.each([
    ["(a+)+$", "repeats"],
    ["^(a*)*$", "repeats"],
    ["^(a|a)*$", "repeats"],
    ["^(a|ab)*$", "repeats"],
    ["^([a-z]+)*\\d$", "repeats"],
    ["^(\\w+\\s?)*$", "repeats"],
    ["^(.*a){12}$", "repeats"],
    ["^(a?){50}a{50}$", "repeats"],
    ["^((ab)*c?)*$", "repeats"],
    ["^(.|[a-z])*$", "repeats"],
    ["^(二|二)*$", "repeats"],
    ["^(?:-[a-z-]+)*$", "repeats"],
    ["^(a)\\1$", "refers back"],
    ["^(?<x>a)\\k<x>$", "refers back"],
    ["^(a{1000}){1000}$", "counts"],
    [".*.*.*.*.*.*.*x", "too many"],
    ["(", "no valid"],
    ["a".repeat(501), "longer"],
  ])("refuses %s", (source, reason) => {
    expect(judgePattern(source)).toEqual({ safe: false, reason: expect.stringContaining(reason) });
  });

  test.each(["^\\s+$|x", "\\d+\\s+$", ".*.*=", ".*.*.*.*x", "^a*a*a*a*a*a*b"])(
    "bounds the text of %s so that it ends",
    (source) => {
      const verdict = judgePattern(source);
      if (!verdict.safe) throw new Error(verdict.reason);
      const start = performance.now();
      for (const filling of ["a", " ", "1"])
        new RegExp(source, "u").test(filling.repeat(verdict.longest));
      expect(performance.now() - start).toBeLessThan(5_000);
    },
  );
});
