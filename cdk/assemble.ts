import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import * as z from "zod";
import { type Setting, settings } from "#schemas/settings.ts";
import { build } from "./build.ts";
import { fingerprint } from "./fingerprint.ts";
import { stageNamed } from "./stages.ts";

export interface AssembleOptions {
  readonly stage: string;
  /** What else is said of it, by the names of `contextKeys`. */
  readonly context?: Readonly<Record<string, unknown>>;
  /** Folder the assembly is written to, or found in from before; it is replaced whole. */
  readonly outdir: string;
  /** Whether the offline checks run too. */
  readonly checks?: boolean;
  /** Where settings that shape the template are read; only defaults if not given. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

export interface Assembly {
  /** Absolute; holds `manifest.json`, the templates and the functions' folders. */
  readonly directory: string;
  /** Whether the tree was unchanged, so that nothing was built or synthesized. */
  readonly cached: boolean;
}

const root = resolve(import.meta.dirname, "..");
const recordName = "assembled.json";
const AssembledRecord = z.object({ tree: z.string() });

/** Builds and synthesizes a stage, unless `outdir` has it already and the tree is unchanged. */
export async function assemble(options: AssembleOptions): Promise<Assembly> {
  const { stage, checks = false, environment = {} } = options;
  const context = { ...options.context, stage };
  const directory = resolve(options.outdir);
  const shaping = JSON.stringify([context, shapingSettings(stage, environment)]);
  const tree = await fingerprint(root, String(checks), shaping);
  if ((await treeOf(directory)) === tree) return { directory, cached: true };

  const { outdir: assets } = await build();
  // Written beside and then put in place, so that a half-written assembly is never found.
  const written = `${directory}.${process.pid}.partial`;
  await mkdir(dirname(directory), { recursive: true });
  try {
    // Loading the CDK takes longer than finding out that it is not needed.
    const { synthesize } = await import("./app.ts");
    synthesize({ context, outdir: written, assets, checks, environment });
    await writeFile(join(written, recordName), JSON.stringify({ tree }));
    await rm(directory, { recursive: true, force: true });
    await rename(written, directory);
  } finally {
    await rm(written, { recursive: true, force: true });
  }
  return { directory, cached: false };
}

/** A stage that shifts traffic has all its settings in its template. */
function shapingSettings(stage: string, environment: Readonly<Record<string, string | undefined>>) {
  const { shiftsTraffic } = stageNamed(stage);
  const names = Object.entries<Setting>(settings)
    .filter(([, setting]) => setting.synthesized || shiftsTraffic)
    .map(([name]) => name);
  return [...names, "CDK_DEFAULT_REGION"].map((name) => [name, environment[name] ?? null]);
}

/** What an earlier assembly was made of; anything unreadable counts as none. */
async function treeOf(directory: string): Promise<string | undefined> {
  try {
    return AssembledRecord.parse(JSON.parse(await readFile(join(directory, recordName), "utf8")))
      .tree;
  } catch {
    return undefined;
  }
}
