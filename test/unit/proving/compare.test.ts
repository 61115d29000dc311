import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { JsonValue } from "#schemas/json.ts";
import { jsonDifference } from "#shared/proving/json-difference.ts";
import { matchesError } from "#shared/proving/matches-error.ts";

describe("jsonDifference", () => {
  test.each<[JsonValue, JsonValue]>([
    [
      { a: 1, b: [2, null] },
      { b: [2, null], a: 1 },
    ],
    [{ a: 0 }, { a: -0 }],
    [[], []],
    ["x", "x"],
    [JSON.parse('{"__proto__":1}'), JSON.parse('{"__proto__":1}')],
  ])("%j equals %j", (expected, actual) => {
    expect(jsonDifference(expected, actual, "output")).toBeUndefined();
  });

  test.each<[JsonValue, JsonValue, string]>([
    [{ a: 1 }, { a: 2 }, "output.a"],
    [{ a: 1 }, {}, "output.a"],
    [{}, { a: 1 }, "output.a"],
    [{ a: null }, {}, "output.a"],
    [{ rows: [{ n: 1 }] }, { rows: [{ n: "1" }] }, "output.rows[0].n"],
    [[1, 2], [1], "output[1]"],
    [[], {}, "output"],
    [{ a: 0.1 + 0.2 }, { a: 0.3 }, "output.a"],
    [{ toString: 1 }, {}, "output.toString"],
  ])("%j differs from %j at %s", (expected, actual, where) => {
    expect(jsonDifference(expected, actual, "output")).toBe(where);
  });

  test("a copy is equal", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const copy: JsonValue = JSON.parse(JSON.stringify(value));
        expect(jsonDifference(JSON.parse(JSON.stringify(value)), copy, "x")).toBeUndefined();
      }),
    );
  });
});

describe("matchesError", () => {
  test.each([
    ["must be", "n MUST BE a number"],
    ["a.b [x](", "see a.b [x]( there"],
    ["must be (a )?(number|string)", "n must be a string"],
    ["^n .* number$", "n must be a number"],
  ])("%s fits %s", (matches, message) => {
    expect(matchesError(matches, message)).toBe(true);
  });

  test.each([
    ["missing", "n must be a number"],
    ["^number", "n must be a number"],
    ["(", "n must be a number"],
    ["(a+)+$", "aaaa!"],
  ])("%s does not fit %s", (matches, message) => {
    expect(matchesError(matches, message)).toBe(false);
  });

  test.each(["^(a+)+$", "^(?:a|A)+$", "^(?:a[A-Z]*)+$", "^(?:[A-F]|[a-f])*$", "^(?:a[A-F]?)+$"])(
    "%s would hang and is not run",
    (matches) => {
      for (const piece of ["a", "aA", "ak", "aK"]) {
        expect(matchesError(matches, `${piece.repeat(1_000)}!`)).toBe(false);
      }
    },
  );
});
