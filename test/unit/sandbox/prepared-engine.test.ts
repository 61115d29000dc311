import { beforeAll, expect, test } from "vitest";
import { Engine } from "../../../functions/sandbox/engine/engine.ts";
import { compileParts, type EngineBytes } from "../../../functions/sandbox/engine/engine-parts.ts";
import { engineFromSources } from "../../../functions/sandbox/engine-sources.ts";
import {
  type PreparedFile,
  preparedFiles,
  readPrepared,
} from "../../../functions/sandbox/prepared-engine.ts";

let bytes: EngineBytes;
beforeAll(async () => {
  bytes = await engineFromSources();
});

const reading = (files: readonly PreparedFile[]) => (name: string) => {
  const found = files.find((file) => file.name === name);
  if (found === undefined) throw new Error(`no file ${name}`);
  return found.contents;
};

function withOneByteChanged({ name, contents }: PreparedFile, index: number): PreparedFile {
  const changed = Uint8Array.from(contents);
  changed[index] = (changed[index] ?? 0) ^ 1;
  return { name, contents: changed };
}

test("what was prepared is read again, and makes an engine", async () => {
  const read = readPrepared(reading(preparedFiles(bytes)));
  expect(Buffer.compare(read.prelude, bytes.prelude)).toBe(0);
  const engine = await Engine.create(compileParts(read, 64 << 20), 1n);
  expect(engine.call("state")).toBe(0);
});

test("the same sources are prepared to the same bytes", async () => {
  const [first, second] = [bytes, await engineFromSources()].map(preparedFiles);
  expect(first?.map(({ contents }) => Buffer.from(contents).toString("base64"))).toEqual(
    second?.map(({ contents }) => Buffer.from(contents).toString("base64")),
  );
});

test("one changed byte of any file, and nothing is loaded", () => {
  const files = preparedFiles(bytes);
  for (const [place, file] of files.entries()) {
    for (const index of [0, file.contents.length >> 1, file.contents.length - 1]) {
      const changed = files.with(place, withOneByteChanged(file, index));
      expect(() => readPrepared(reading(changed)), `${file.name} ${index}`).toThrow(
        "build the function again",
      );
    }
  }
});

test("bytecode for another engine is not loaded", () => {
  const another = preparedFiles({ ...bytes, engine: Uint8Array.from([...bytes.engine, 0]) });
  const mixed = preparedFiles(bytes).map((file) =>
    file.name === "engine.wasm" ? (another.find(({ name }) => name === file.name) ?? file) : file,
  );
  expect(() => readPrepared(reading(mixed))).toThrow("not of one build");
});

test("an empty prelude is not loaded", () => {
  const files = preparedFiles(bytes).map((file) =>
    file.name === "prelude.bytecode" ? { ...file, contents: new Uint8Array() } : file,
  );
  expect(() => readPrepared(reading(files))).toThrow("not of one build");
});
