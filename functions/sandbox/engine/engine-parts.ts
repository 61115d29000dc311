import { CompileFlags, QuickJS } from "quickjs-wasi";
import { withKeptExports } from "../wasm/kept-exports.ts";
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

export interface EngineSources {
  readonly engine: Uint8Array;
  readonly extensions: readonly { readonly name: string; readonly wasm: Uint8Array }[];
  readonly prelude: string;
  /** The most memory an instance can ever have, whatever the engine believes. */
  readonly ceilingBytes: number;
}

export async function compileEngine(sources: EngineSources): Promise<EngineParts> {
  const extensions = sources.extensions.map(compileExtension);
  const asked = new Set(extensions.flatMap(({ wasm }) => importsOf(wasm)));
  // What the engine's library calls by itself begins with one of these.
  const own = /^(_|qjs_|wasm_|memory$|malloc$)/;
  const kept = withKeptExports(sources.engine, (name) => own.test(name) || asked.has(name));
  const ceilingPages = Math.floor(sources.ceilingBytes / pageBytes);
  const engine = new WebAssembly.Module(withMemoryCeiling(kept, ceilingPages));
  return { engine, extensions, prelude: await compilePrelude(engine, sources.prelude) };
}

/** An extension calls some of its own functions as imports. */
function compileExtension({ name, wasm }: EngineSources["extensions"][number]): EngineExtension {
  const asked = new Set(importsOf(new WebAssembly.Module(wasm)));
  const own = /^(__wasm_|qjs_ext_)/;
  const kept = withKeptExports(wasm, (exported) => own.test(exported) || asked.has(exported));
  return { name, wasm: new WebAssembly.Module(kept) };
}

const importsOf = (module: WebAssembly.Module): string[] =>
  WebAssembly.Module.imports(module).map(({ name }) => name);

/** Bytecode is trusted by the engine, so only this, from our own source, is ever loaded. */
async function compilePrelude(engine: WebAssembly.Module, source: string): Promise<Uint8Array> {
  using compiler = await QuickJS.create({ wasm: engine });
  const flags = CompileFlags.STRIP_SOURCE | CompileFlags.STRIP_DEBUG;
  return compiler.compile(source, "prelude", 0, flags);
}
