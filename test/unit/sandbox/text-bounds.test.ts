import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { jsonDepthAtMost } from "../../../functions/sandbox/run/json-depth.ts";
import { LogBook } from "../../../functions/sandbox/run/log-book.ts";

const depthOf = (value: unknown): number => {
  if (typeof value !== "object" || value === null) return 0;
  return 1 + Math.max(0, ...Object.values(value).map(depthOf));
};

describe("the depth of JSON text", () => {
  test.each([
    ["1", 0],
    ["{}", 1],
    ['{"a":[{}]}', 3],
    ['{"[[[":"]]]{{{"}', 1],
    ['["\\"[[[", "\\\\", []]', 2],
  ])("%s is %i", (text, depth) => {
    expect(jsonDepthAtMost(text, depth)).toBe(true);
    expect(jsonDepthAtMost(text, depth - 1)).toBe(false);
  });

  test("is that of the value, for any value", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const depth = depthOf(value);
        const text = JSON.stringify(value);
        expect(jsonDepthAtMost(text, depth)).toBe(true);
        expect(jsonDepthAtMost(text, depth - 1)).toBe(false);
      }),
    );
  });
});

describe("a log book", () => {
  test("takes 200 lines and counts the others", () => {
    const book = new LogBook();
    const taken = Array.from({ length: 205 }, (_, index) => book.add(String(index)));
    expect(taken.filter(Boolean)).toHaveLength(200);
    expect(book.lines).toHaveLength(200);
    expect(book.dropped).toBe(5);
  });

  test("takes 64 KiB", () => {
    const book = new LogBook();
    for (let index = 0; index < 20; index += 1) book.add("é".repeat(2_500));
    expect(book.lines).toHaveLength(13);
    expect(book.dropped).toBe(7);
  });

  test("cuts long lines and shows control characters as what they are", () => {
    const book = new LogBook();
    book.add("x".repeat(6_000));
    book.add("tab\tnew\nline\r\u0007\u202e");
    expect(book.lines[0]).toHaveLength(5_000);
    expect(book.lines[1]).toBe("tab\tnew\nline\\u000d\\u0007\\u202e");
  });

  test("believes no absurd count", () => {
    const book = new LogBook();
    for (const count of [Number.NaN, -5, 1.5, 1e9, Number.POSITIVE_INFINITY]) book.drop(count);
    book.drop(100);
    expect(book.dropped).toBe(100);
  });
});
