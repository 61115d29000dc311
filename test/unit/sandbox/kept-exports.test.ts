import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { expect, test } from "vitest";
import { withKeptExports } from "../../../functions/sandbox/wasm/kept-exports.ts";

/** The whole of it, of which the types used elsewhere know only a part. */
const whole: string = "WebAssembly";
const { Module } = Reflect.get(globalThis, whole);

const file = createRequire(import.meta.url).resolve("quickjs-wasi/quickjs.wasm");
const engine = readFileSync(file);
const exportsOf = (bytes: Uint8Array): { name: string }[] => Module.exports(new Module(bytes));

test("keeps the exports that are asked for, in their order, and no other", () => {
  const isAsked = (name: string) => name.startsWith("qjs_") || name === "memory";
  const asked = exportsOf(engine).filter(({ name }) => isAsked(name));
  expect(asked.length).toBeGreaterThan(50);
  expect(exportsOf(withKeptExports(engine, isAsked))).toEqual(asked);
});

test("changes nothing if all are kept", () => {
  expect(
    Buffer.compare(
      withKeptExports(engine, () => true),
      engine,
    ),
  ).toBe(0);
});

test("can leave a module without exports", () => {
  expect(exportsOf(withKeptExports(engine, () => false))).toEqual([]);
});
