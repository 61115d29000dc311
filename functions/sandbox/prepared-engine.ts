import { createHash } from "node:crypto";
import { extensionNames } from "./engine/engine-files.ts";
import type { EngineBytes } from "./engine/engine-parts.ts";

/** A file that lies beside the bundle. */
export interface PreparedFile {
  readonly name: string;
  readonly contents: Uint8Array;
}

const engineName = "engine.wasm";
const preludeName = "prelude.bytecode";
const extensionName = (name: string) => `${name}.so`;

const digestBytes = 32;

/** The engine's parts as files. The prelude's begins with a digest of all of them. */
export function preparedFiles(bytes: EngineBytes): PreparedFile[] {
  return [
    { name: engineName, contents: bytes.engine },
    ...bytes.extensions.map(({ name, wasm }) => ({ name: extensionName(name), contents: wasm })),
    { name: preludeName, contents: Buffer.concat([digestOf(bytes), bytes.prelude]) },
  ];
}

/**
 * The parts from their files. The engine takes bytecode on trust and knows only its own: if one
 * file is of another build, or damaged, this throws and nothing is run.
 */
export function readPrepared(read: (name: string) => Uint8Array): EngineBytes {
  const prelude = read(preludeName);
  const bytes: EngineBytes = {
    engine: read(engineName),
    extensions: extensionNames.map((name) => ({ name, wasm: read(extensionName(name)) })),
    prelude: prelude.subarray(digestBytes),
  };
  if (digestOf(bytes).equals(prelude.subarray(0, digestBytes))) return bytes;
  throw new Error(
    "the files of the engine beside the sandbox's bundle are not of one build: build the function again",
  );
}

function digestOf({ engine, extensions, prelude }: EngineBytes): Buffer {
  const hash = createHash("sha256");
  for (const part of [engine, ...extensions.map(({ wasm }) => wasm), prelude]) {
    hash.update(`${part.length}\n`).update(part);
  }
  return hash.digest();
}
