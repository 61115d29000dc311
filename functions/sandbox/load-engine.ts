import { readFileSync } from "node:fs";
import { compileParts, type EngineBytes, type EngineParts } from "./engine/engine-parts.ts";
import { isBundled, urlBeside } from "./own-files.ts";
import { readPrepared } from "./prepared-engine.ts";

/** Reads and compiles the engine, its extensions and the prelude. */
export async function loadEngine(ceilingMb: number): Promise<EngineParts> {
  const bytes = isBundled
    ? readPrepared((name) => readFileSync(urlBeside(name)))
    : await fromSources();
  return compileParts(bytes, ceilingMb << 20);
}

/** By its address, since what makes the engine's files must not be in the bundle. */
async function fromSources(): Promise<EngineBytes> {
  const address = urlBeside("engine-sources.ts").href;
  const sources: typeof import("./engine-sources.ts") = await import(address);
  return sources.engineFromSources();
}
