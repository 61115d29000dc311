import * as fc from "fast-check";
import { expect, test } from "vitest";
import * as z from "zod";
import { PlainJson } from "#schemas/plain-json.ts";

const accepts = (value: unknown) => PlainJson.safeParse(value).success;

test("takes what JSON text can hold, as it is", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(PlainJson.parse(value)).toBe(value);
    }),
  );
});

test("judges as z.json() does", () => {
  const json = z.json();
  fc.assert(
    fc.property(fc.anything(), (value) => {
      expect(accepts(value)).toBe(json.safeParse(value).success);
    }),
  );
});

test.each([
  undefined,
  Number.NaN,
  1n,
  () => 1,
  Symbol("a"),
  new Date(),
  new Map(),
  { a: undefined },
])("refuses %s", (value) => {
  expect(accepts(value)).toBe(false);
  expect(accepts({ deep: [{ value }] })).toBe(false);
});

test("is not exhausted by depth", () => {
  const deep: unknown = JSON.parse(`${"[".repeat(5_000)}${"]".repeat(5_000)}`);
  let deeper = deep;
  for (let level = 0; level < 200_000; level += 1) deeper = [deeper];
  expect(accepts(deeper)).toBe(true);
});
