import { readAsset } from "./asset-files.ts";
import { engineAsset, extensionAssets, guestAssets } from "./assets.ts";
import { compileEngine, type EngineParts } from "./engine/engine-parts.ts";

/** Reads and compiles the engine, its extensions and the prelude. */
export function loadEngine(ceilingMb: number): Promise<EngineParts> {
  return compileEngine({
    engine: readAsset(engineAsset),
    extensions: extensionAssets.map(({ name, asset }) => ({ name, wasm: readAsset(asset) })),
    prelude: preludeSource(),
    ceilingBytes: ceilingMb << 20,
  });
}

/** The guest's modules as one script: its only value is the function that installs the prelude. */
function preludeSource(): string {
  const sources = guestAssets.map((asset) =>
    readAsset(asset)
      .toString("utf8")
      .replaceAll(/^import .*\n/gm, "")
      .replaceAll(/^export /gm, ""),
  );
  return `(() => {\n"use strict";\n${sources.join("\n")}\nreturn installPrelude;\n})()`;
}
