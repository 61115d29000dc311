import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { build } from "../cdk/build.ts";

export interface ColdRow {
  readonly name: string;
  /** Milliseconds from asking for the module to having it, in a process of its own. */
  readonly importMs: number;
  /** Milliseconds from the start of that process to having the module. */
  readonly readyMs: number;
  /** `readyMs` over that of an empty handler in the same run. */
  readonly ratio: number;
}

interface ColdTime {
  readonly importMs: number;
  readonly readyMs: number;
}

const run = promisify(execFile);
const emptyName = "(empty handler)";

/**
 * How long each function takes to be imported cold: the median over `repeats` processes, one
 * after the other, all functions in turn so that a slow moment of the machine hits each alike.
 */
export async function coldImports({ repeats = 7 }: { repeats?: number } = {}): Promise<ColdRow[]> {
  const { outdir, functions } = await build();
  const directory = await mkdtemp(join(tmpdir(), "cold-"));
  try {
    const empty = join(directory, "empty.mjs");
    await writeFile(empty, "export const handler = async () => ({});\n");
    const modules = new Map([
      [emptyName, empty],
      ...functions.map((name) => [name, join(outdir, name, "index.mjs")] as const),
    ]);
    return rowsOf(await measure(modules, repeats));
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

async function measure(modules: ReadonlyMap<string, string>, repeats: number) {
  const times = new Map([...modules.keys()].map((name) => [name, [] as ColdTime[]]));
  for (let round = 0; round < repeats; round += 1) {
    for (const [name, file] of modules) times.get(name)?.push(await coldTime(file));
  }
  return times;
}

/** In a process of its own, so that nothing is loaded yet. */
async function coldTime(file: string): Promise<ColdTime> {
  const script = `
    const asked = performance.now();
    await import(${JSON.stringify(pathToFileURL(file).href)});
    const ready = performance.now();
    console.log(ready - asked, ready);
    process.exit(0);`;
  const { stdout } = await run(process.execPath, ["--input-type=module", "--eval", script]);
  const [importMs = Number.NaN, readyMs = Number.NaN] = stdout.split(" ").map(Number);
  return { importMs, readyMs };
}

function rowsOf(times: ReadonlyMap<string, readonly ColdTime[]>): ColdRow[] {
  const medians = [...times].map(([name, values]) => ({
    name,
    importMs: median(values.map(({ importMs }) => importMs)),
    readyMs: median(values.map(({ readyMs }) => readyMs)),
  }));
  const empty = medians.find(({ name }) => name === emptyName)?.readyMs ?? Number.NaN;
  return medians
    .map((row) => ({ ...row, ratio: row.readyMs / empty }))
    .sort((a, b) => b.readyMs - a.readyMs);
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
