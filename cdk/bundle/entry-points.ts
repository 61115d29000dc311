import { existsSync } from "node:fs";
import { join } from "node:path";
import { backgroundFunctions } from "#schemas/functions.ts";
import { routes } from "#schemas/routes.ts";

/** One function's asset: its folder below `dist/`, and which file becomes which bundle in it. */
export interface FunctionEntries {
  readonly name: string;
  /** Bundle name without its ending to source file, relative to the repository. */
  readonly bundles: Readonly<Record<string, string>>;
}

/** Of every function the tables name: those behind routes first, then those behind none. */
export function functionEntries(): FunctionEntries[] {
  const api = Object.keys(routes).map((name) => ({
    name,
    bundles: { index: `functions/api/${name}.ts` },
  }));
  const background = Object.keys(backgroundFunctions).map((name) => ({
    name,
    bundles: {
      index: `functions/${name}/handler.ts`,
      // The engine runs on a thread of its own, which can be ended from outside.
      ...(name === "sandbox" ? { worker: "functions/sandbox/worker.ts" } : {}),
    },
  }));
  return [...api, ...background];
}

/** Stops with the names of all files that the tables promise and the tree does not have. */
export function requireEntries(root: string, entries: readonly FunctionEntries[]): void {
  const missing = entries
    .flatMap(({ name, bundles }) => Object.values(bundles).map((file) => ({ name, file })))
    .filter(({ file }) => !existsSync(join(root, file)))
    .map(({ name, file }) => `  ${file} (entry of ${name})`);
  if (missing.length > 0) throw new Error(`These entry files are missing:\n${missing.join("\n")}`);
}
