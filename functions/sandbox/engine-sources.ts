import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { engineFile, extensionFile, extensionNames } from "./engine/engine-files.ts";
import type { EngineBytes } from "./engine/engine-parts.ts";
import { prepareEngine } from "./engine/prepare-engine.ts";
import { type PreparedFile, preparedFiles } from "./prepared-engine.ts";

/** The prelude's modules; none may import anything but one of its own folder. */
const guestModules = [
  "abort",
  "call-place",
  "cryptography",
  "locale",
  "locale-classes",
  "locale-methods",
  "logging",
  "output",
  "prelude",
  "primordials",
  "requests",
  "responses",
  "text-decoder",
  "thrown",
  "timers",
  "url",
] as const;

/** The engine from its package and the prelude from its source: for the build, and without one. */
export function engineFromSources(): Promise<EngineBytes> {
  const { resolve } = createRequire(import.meta.url);
  return prepareEngine({
    engine: readFileSync(resolve(engineFile)),
    extensions: extensionNames.map((name) => ({
      name,
      wasm: readFileSync(resolve(extensionFile(name))),
    })),
    prelude: preludeSource(),
  });
}

/** What has to lie beside the bundle of the function. */
export async function filesBesideBundle(): Promise<PreparedFile[]> {
  return preparedFiles(await engineFromSources());
}

/** The guest's modules as one script: its only value is the function that installs the prelude. */
function preludeSource(): string {
  const sources = guestModules.map((name) =>
    readFileSync(new URL(`./guest/${name}.js`, import.meta.url), "utf8")
      .replaceAll(/^import .*\n/gm, "")
      .replaceAll(/^export /gm, ""),
  );
  return `(() => {\n"use strict";\n${sources.join("\n")}\nreturn installPrelude;\n})()`;
}
