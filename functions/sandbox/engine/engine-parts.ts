import { CompileFlags, QuickJS } from "quickjs-wasi";
import { readAsset } from "../asset-files.ts";
import { engineAsset, extensionAssets, extensionNames, guestAssets } from "../assets.ts";
import { pageBytes, withMemoryCeiling } from "./memory-ceiling.ts";

/** Compiled code, made once and handed to every worker, which shares it. */
export interface EngineParts {
  readonly engine: WebAssembly.Module;
  readonly extensions: readonly { readonly name: string; readonly wasm: WebAssembly.Module }[];
  readonly prelude: Uint8Array;
}

/** The most any run may have is 128 MiB; the module gets half as much again, for the engine. */
const ceilingPages = (192 << 20) / pageBytes;

export async function loadEngineParts(): Promise<EngineParts> {
  const engine = new WebAssembly.Module(
    Buffer.from(withMemoryCeiling(readAsset(engineAsset), ceilingPages)),
  );
  const extensions = extensionNames.map((name, index) => {
    const asset = extensionAssets[index];
    if (asset === undefined) throw new Error(`no file is listed for the extension ${name}`);
    return { name, wasm: new WebAssembly.Module(readAsset(asset)) };
  });
  return { engine, extensions, prelude: await compilePrelude(engine) };
}

/** Bytecode is trusted by the engine, so only this, from our own source, is ever loaded. */
async function compilePrelude(engine: WebAssembly.Module): Promise<Uint8Array> {
  using compiler = await QuickJS.create({ wasm: engine });
  const flags = CompileFlags.STRIP_SOURCE | CompileFlags.STRIP_DEBUG;
  return compiler.compile(preludeSource(), "prelude", 0, flags);
}

/** The guest's modules as one script: its only value is the function that installs the prelude. */
export function preludeSource(): string {
  const sources = guestAssets.map((asset) =>
    readAsset(asset)
      .toString("utf8")
      .replaceAll(/^import .*\n/gm, "")
      .replaceAll(/^export /gm, ""),
  );
  return `(() => {\n"use strict";\n${sources.join("\n")}\nreturn installPrelude;\n})()`;
}
