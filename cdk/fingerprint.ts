import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

/** What the assembly is made of; the lock file stands for `node_modules`. */
const folders = ["cdk", "functions", "prompts", "schemas", "shared"];
const files = ["package.json", "package-lock.json", "tsconfig.json"];

/** A hash over everything a build or a synthesis reads, so that an unchanged tree skips both. */
export async function fingerprint(root: string, ...more: readonly string[]): Promise<string> {
  const paths = [...(await Promise.all(folders.map((folder) => filesIn(root, folder)))), files]
    .flat()
    .sort();
  const contents = await Promise.all(paths.map((path) => readFile(join(root, path))));
  const hash = createHash("sha256").update(JSON.stringify([process.version, ...more]));
  for (const [index, path] of paths.entries()) {
    const content = contents[index] ?? "";
    hash.update(`\0${path}\0${content.length}\0`).update(content);
  }
  return hash.digest("hex");
}

async function filesIn(root: string, folder: string): Promise<string[]> {
  const entries = await readdir(join(root, folder), { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1));
}
