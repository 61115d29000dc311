import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import type { Asset } from "./assets.ts";

const beside = (name: string) => fileURLToPath(new URL(`./${name}`, import.meta.url));

/** Reads an asset: beside the bundle where there is one, else where it comes from. */
export function readAsset(asset: Asset): Buffer {
  const bundled = beside(asset.to);
  if (existsSync(bundled)) return readFileSync(bundled);
  return readFileSync(createRequire(import.meta.url).resolve(asset.from));
}

/** The worker's entry file: bundled beside this one, or the source that Node runs directly. */
export function workerFile(): string {
  const bundled = beside("worker.mjs");
  return existsSync(bundled) ? bundled : beside("worker.ts");
}
