import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { bundle } from "../../../cdk/bundle/bundle.ts";

const root = resolve(import.meta.dirname, "../../..");

/** What a file of the repository exports once it is bundled as a function is. */
export async function bundledModule(file: string): Promise<unknown> {
  const { outputs } = await bundle(root, [{ in: file, out: "module" }]);
  const code = outputs.find(([path]) => path === "module.mjs")?.[1];
  if (!code) throw new Error(`${file} was not bundled`);
  const directory = await mkdtemp(join(tmpdir(), "bundled-"));
  try {
    const path = join(directory, "module.mjs");
    await writeFile(path, code);
    return await import(pathToFileURL(path).href);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
