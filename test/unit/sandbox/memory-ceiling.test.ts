import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { expect, test } from "vitest";
import { withMemoryCeiling } from "../../../functions/sandbox/wasm/memory-ceiling.ts";

/** The whole of it, of which the types used elsewhere know only a part. */
const whole: string = "WebAssembly";
const { Module, Instance } = Reflect.get(globalThis, whole);

const header = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00];
/** One memory of at least one page, exported as "m". */
const memory = [0x05, 0x03, 0x01, 0x00, 0x01];
const exported = [0x07, 0x05, 0x01, 0x01, 0x6d, 0x02, 0x00];

function growTo(bytes: Uint8Array, pages: number): () => unknown {
  const instance = new Instance(new Module(bytes));
  return () => instance.exports.m.grow(pages - 1);
}

test("a module can grow to its ceiling and no further", () => {
  const plain = Uint8Array.from([...header, ...memory, ...exported]);
  expect(growTo(plain, 300)).not.toThrow();
  const capped = withMemoryCeiling(plain, 200);
  expect(growTo(capped, 200)).not.toThrow();
  expect(growTo(capped, 201)).toThrow(RangeError);
});

test("a maximum that is there is replaced", () => {
  const withMaximum = [0x05, 0x04, 0x01, 0x01, 0x01, 0x10];
  const bytes = Uint8Array.from([...header, ...withMaximum, ...exported]);
  expect(growTo(withMemoryCeiling(bytes, 4), 5)).toThrow(RangeError);
});

test("the engine itself keeps everything else", () => {
  const file = createRequire(import.meta.url).resolve("quickjs-wasi/quickjs.wasm");
  const engine = readFileSync(file);
  const capped = withMemoryCeiling(engine, 3_072);
  expect(capped.length - engine.length).toBeLessThan(8);
  expect(Module.exports(new Module(capped))).toEqual(Module.exports(new Module(engine)));
});

test.each([
  ["two memories", [...header, 0x05, 0x05, 0x02, 0x00, 0x01, 0x00, 0x01]],
  ["an end in the middle", [...header, 0x05]],
])("refuses a module with %s", (_what, bytes) => {
  expect(() => withMemoryCeiling(Uint8Array.from(bytes), 10)).toThrow("the engine module");
});
