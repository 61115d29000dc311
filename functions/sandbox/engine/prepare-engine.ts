import { CompileFlags, QuickJS } from "quickjs-wasi";
import { withKeptExports } from "../wasm/kept-exports.ts";
import type { EngineBytes } from "./engine-parts.ts";

export interface EngineSources extends Omit<EngineBytes, "prelude"> {
  readonly prelude: string;
}

/** What needs no function and no run: done when the function is built. */
export async function prepareEngine(sources: EngineSources): Promise<EngineBytes> {
  const asked = new Set(sources.extensions.flatMap(({ wasm }) => importsOf(wasm)));
  // What the engine's library calls by itself begins with one of these.
  const own = /^(_|qjs_|wasm_|memory$|malloc$)/;
  const engine = withKeptExports(sources.engine, (name) => own.test(name) || asked.has(name));
  return {
    engine,
    extensions: sources.extensions.map(withOwnExports),
    prelude: await compilePrelude(engine, sources.prelude),
  };
}

/** An extension calls some of its own functions as imports. */
function withOwnExports({ name, wasm }: EngineBytes["extensions"][number]) {
  const asked = new Set(importsOf(wasm));
  const own = /^(__wasm_|qjs_ext_)/;
  return {
    name,
    wasm: withKeptExports(wasm, (exported) => own.test(exported) || asked.has(exported)),
  };
}

const importsOf = (wasm: Uint8Array): string[] =>
  WebAssembly.Module.imports(new WebAssembly.Module(wasm)).map(({ name }) => name);

/** Bytecode is trusted by the engine, so only this, from our own source, is ever loaded. */
async function compilePrelude(engine: Uint8Array, source: string): Promise<Uint8Array> {
  using compiler = await QuickJS.create({ wasm: new WebAssembly.Module(engine) });
  const flags = CompileFlags.STRIP_SOURCE | CompileFlags.STRIP_DEBUG;
  return compiler.compile(source, "prelude", 0, flags);
}
