import { fileURLToPath } from "node:url";

/** A file in the folder of this code: of the bundle, or of its sources. */
export const urlBeside = (name: string): URL => new URL(`./${name}`, import.meta.url);

/** Sources run directly; what is deployed is bundled, and has other files beside it. */
export const isBundled = !import.meta.url.endsWith(".ts");

/** The path of the worker's entry file. */
export const workerFile = (): string =>
  fileURLToPath(urlBeside(isBundled ? "worker.mjs" : "worker.ts"));
