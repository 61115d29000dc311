import { pageBytes, withMemoryCeiling } from "../wasm/memory-ceiling.ts";

/** Compiled code, made once and handed to every worker, which shares it. */
export interface EngineParts {
  readonly engine: WebAssembly.Module;
  readonly extensions: readonly EngineExtension[];
  readonly prelude: Uint8Array;
}

interface EngineExtension {
  readonly name: string;
  readonly wasm: WebAssembly.Module;
}

/** What the parts are made of: modules without needless exports, and the prelude as bytecode. */
export interface EngineBytes {
  readonly engine: Uint8Array;
  readonly extensions: readonly { readonly name: string; readonly wasm: Uint8Array }[];
  readonly prelude: Uint8Array;
}

/** `ceilingBytes`: the most memory an instance can ever have, whatever the engine believes. */
export function compileParts(bytes: EngineBytes, ceilingBytes: number): EngineParts {
  const ceilingPages = Math.floor(ceilingBytes / pageBytes);
  return {
    engine: new WebAssembly.Module(withMemoryCeiling(bytes.engine, ceilingPages)),
    extensions: bytes.extensions.map(({ name, wasm }) => ({
      name,
      wasm: new WebAssembly.Module(wasm),
    })),
    prelude: bytes.prelude,
  };
}
