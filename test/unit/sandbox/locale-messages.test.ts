import { expect, test } from "vitest";
import {
  readLocaleSettings,
  readLocaleValues,
} from "../../../functions/sandbox/run/locale-messages.ts";

test.each([
  ["[null,null]", [[], {}]],
  ['["de",null]', [["de"], {}]],
  ['[["de","fr"],{"style":"percent"}]', [["de", "fr"], { style: "percent" }]],
])("reads settings: %s", (text, settings) => {
  expect(readLocaleSettings(text)).toEqual(settings);
});

test.each([
  "{}",
  "[]",
  "[null]",
  "[null,null,null]",
  "[1,null]",
  "[[1],null]",
  '[null,"a"]',
  "[null,[]]",
  "null",
])("refuses what are no settings: %s", (text) => {
  expect(() => readLocaleSettings(text)).toThrow(TypeError);
});

test("options cannot bring a prototype of their own", () => {
  const [, options] = readLocaleSettings('[null,{"__proto__":{"style":"percent"}}]');
  expect(Object.getPrototypeOf(options)).toBe(Object.prototype);
  expect(options.style).toBeUndefined();
});

test.each([
  ['[1,"a",null,[1],{"a":1}]', [1, "a", null, [1], { a: 1 }]],
  ['[{"kind":"undefined"}]', [undefined]],
  ['[{"kind":"bigint","text":"9007199254740993"}]', [9_007_199_254_740_993n]],
  ['[{"kind":"number","text":"-Infinity"}]', [Number.NEGATIVE_INFINITY]],
  ['[{"kind":"number"}]', [Number.NaN]],
  ['[{"kind":"other"}]', [{ kind: "other" }]],
])("reads values: %s", (text, values) => {
  expect(readLocaleValues(text)).toEqual(values);
});

test("a value that is none is refused", () => {
  expect(() => readLocaleValues('{"0":1}')).toThrow(TypeError);
  expect(() => readLocaleValues('[{"kind":"bigint","text":"x"}]')).toThrow(SyntaxError);
});
