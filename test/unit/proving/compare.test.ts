import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { JsonValue } from "#schemas/json.ts";
import { checkOutput } from "#shared/proving/check-output.ts";
import { describeDifference } from "#shared/proving/describe-difference.ts";
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
    expect(jsonDifference(expected, actual, "output")).toMatchObject({ path: where });
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

describe("describeDifference", () => {
  const told = (expected: JsonValue, actual: JsonValue): string => {
    const difference = jsonDifference(expected, actual, "output");
    if (difference === undefined) throw new Error("they are equal");
    return describeDifference(difference);
  };

  test.each<[JsonValue, JsonValue, string]>([
    [{ a: 32 }, { a: 30 }, "output.a: expected 32, got 30."],
    [{ a: "1" }, { a: 1 }, 'output.a: expected "1", got 1.'],
    [{ a: 1 }, {}, "output.a: expected 1, but it is missing."],
    [{ a: null }, {}, "output.a: expected null, but it is missing."],
    [{}, { a: [1] }, "output.a: not expected, got [1]."],
    [[1, 2], [1], "output[1]: expected 2, but it is missing."],
    [[], {}, "output: expected [], got {}."],
    [
      { a: 5 },
      { a: null },
      "output.a: expected 5, got null (NaN and Infinity become null in JSON).",
    ],
    [{ a: "5" }, { a: null }, 'output.a: expected "5", got null.'],
  ])("%j and %j", (expected, actual, message) => {
    expect(told(expected, actual)).toBe(message);
  });

  test("shows of long values the part where they differ", () => {
    const alike = "x".repeat(5_000);
    const message = told({ a: `${alike}one${alike}` }, { a: `${alike}two${alike}` });
    expect(message).toMatch(/^output\.a: expected …x+onex+…, got …x+twox+…\.$/);
    expect(told({ a: alike }, { a: `${alike}!` })).toMatch(/got …x+!"\.$/);
    expect(told({ a: alike }, {})).toMatch(/^output\.a: expected "x+…, but it is missing\.$/);
  });

  test("fits an event, whatever the names and values", () => {
    const text = fc.string({ unit: "binary" });
    const names = fc.string({ unit: "binary", maxLength: 900 });
    fc.assert(
      fc.property(names, text, text, (name, one, two) => {
        const values = [{ [name]: one.repeat(90) }, { [name]: `${two.repeat(90)}!` }] as const;
        fc.pre(values[0][name] !== values[1][name]);
        const message = told(...values);
        expect(message.length).toBeLessThanOrEqual(450);
        expect(message.isWellFormed()).toBe(true);
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

describe("checkOutput", () => {
  const messages = (type: string | string[]) =>
    checkOutput(
      { output_schema: { type: "object", properties: { a: { type } } } },
      { a: null },
    ).map(({ message }) => message);

  test("says what null may have been where a number belongs", () => {
    const hint = "(NaN and Infinity become null in JSON)";
    expect(messages("number")).toEqual([`output.a must be a number, not null ${hint}`]);
    expect(messages(["string", "integer"])[0]).toContain(hint);
    expect(messages("string")).toEqual(["output.a must be a string, not null"]);
    expect(messages(["number", "null"])).toEqual([]);
  });
});
