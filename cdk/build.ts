import { readFile } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import type { Metafile } from "esbuild";
import * as z from "zod";
import { bundle } from "./bundle/bundle.ts";
import { type FunctionEntries, functionEntries, requireEntries } from "./bundle/entry-points.ts";
import { extraFiles } from "./bundle/extra-files.ts";
import { writeFiles } from "./bundle/write-files.ts";
import { fingerprint } from "./fingerprint.ts";

export interface BuildResult {
  /** Absolute; each function's asset is the folder of its name in here. */
  readonly outdir: string;
  readonly functions: readonly string[];
  /** Outputs are named `dist/<function>/<bundle>.mjs`, wherever the build was written to. */
  readonly metafile: Metafile;
  /** Whether the tree was unchanged, so that nothing was bundled. */
  readonly cached: boolean;
}

const root = resolve(import.meta.dirname, "..");

const recordName = "build.json";

/**
 * Bundles every function of the tables into a folder of its own below `outdir` (`dist`). The same
 * tree gives the same bytes; a missing entry file is named in the error.
 */
export async function build(options: { outdir?: string } = {}): Promise<BuildResult> {
  const outdir = resolve(root, options.outdir ?? "dist");
  const entries = functionEntries();
  const functions = entries.map(({ name }) => name);
  requireEntries(root, entries);

  const tree = await fingerprint(root);
  const known = await readRecord(outdir);
  if (known?.tree === tree) return { outdir, functions, metafile: known.metafile, cached: true };

  const [{ outputs, metafile }, extras] = await Promise.all([
    bundle(root, bundlesOf(entries)),
    extraFiles(root),
  ]);
  const files = new Map(outputs);
  for (const { path, contents } of extras) files.set(path, contents);
  await writeFiles(outdir, files.set(recordName, encodeRecord({ tree, metafile })));
  return { outdir, functions, metafile, cached: false };
}

const bundlesOf = (entries: readonly FunctionEntries[]) =>
  entries.flatMap(({ name, bundles }) =>
    Object.entries(bundles).map(([bundleName, file]) => ({
      in: file,
      out: `${name}/${bundleName}`,
    })),
  );

const BuildRecord = z.object({ tree: z.string(), metafile: z.custom<Metafile>() });
type BuildRecord = z.infer<typeof BuildRecord>;

function encodeRecord(record: BuildRecord): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(record));
}

/** What an earlier build left; anything unreadable counts as no build. */
async function readRecord(outdir: string): Promise<BuildRecord | undefined> {
  try {
    return BuildRecord.parse(JSON.parse(await readFile(join(outdir, recordName), "utf8")));
  } catch {
    return undefined;
  }
}

if (import.meta.main) {
  const started = performance.now();
  const { outdir, functions, cached } = await build();
  const took = ((performance.now() - started) / 1000).toFixed(1);
  const how = cached ? "unchanged" : `built in ${took} s`;
  console.log(`${functions.length} functions in ${basename(outdir)}/, ${how}`);
}
