import { randomUUID } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";

/**
 * Makes `directory` hold exactly these files. Each is put in place whole, by a rename, and only if
 * it differs: two builds of the same tree at the same time do no harm to each other.
 */
export async function writeFiles(
  directory: string,
  files: ReadonlyMap<string, Uint8Array>,
): Promise<void> {
  await Promise.all([...files].map(([path, contents]) => replace(join(directory, path), contents)));
  const present = await filesBelow(directory);
  const stale = present.filter((path) => !files.has(path) && !path.endsWith(partial));
  await Promise.all(stale.map((path) => rm(join(directory, path), { force: true })));
}

const partial = ".partial";

async function replace(path: string, contents: Uint8Array): Promise<void> {
  const present = await readFile(path).catch(() => undefined);
  if (present?.equals(contents)) return;
  await mkdir(dirname(path), { recursive: true });
  const written = `${path}.${randomUUID()}${partial}`;
  await writeFile(written, contents);
  await rename(written, path);
}

async function filesBelow(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(directory, join(entry.parentPath, entry.name)));
}
