import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { median, quantile } from "../quantile.ts";
import { builtFunction } from "./built-function.ts";
import { type FigureRow, judged } from "./figures.ts";
import { askFunction, oneRun } from "./function-process.ts";
import { csv, type Program, trivial } from "./programs.ts";

const compress = promisify(gzip);
const mega = 1 << 20;

const bombs = [
  "for (;;) a.push(new Array(1e5).fill(a.length));",
  "for (;;) a.push({ a: { b: { c: a.length } } });",
  "for (;;) a.push('x'.repeat(1e6) + a.length);",
  "for (;;) a.push(new Uint8Array(1e6));",
  "for (;;) a.push(new SharedArrayBuffer(1e6));",
  "const m = new Map(); for (let i = 0; ; i++) m.set(i, { i });",
  "for (;;) a.push(new Promise(() => {}));",
  "let n = 1n; for (;;) n <<= 100000n;",
  "let c = [1]; for (;;) c = structuredClone([c, c]);",
  "for (let i = 0; ; i++) a.push(new RegExp('x{1,' + (i % 1000) + '}y' + i));",
];

/** What only a process of its own can show: memory, cold starts, and the size of what it loads. */
export async function processFigures(): Promise<FigureRow[]> {
  return [...(await memoryRows()), ...(await coldRows()), ...(await sizeRows())];
}

async function memoryRows(): Promise<FigureRow[]> {
  const bombed = await askFunction({
    requests: bombs.map((body) =>
      oneRun(`async function execute() { const a = []; ${body} }`, {}, { cpuMs: 3_000 }),
    ),
    count: bombs.length * 3,
    isInitialized: true,
  });
  const many = await askFunction({
    requests: [oneRun(trivial.code, trivial.inputs)],
    count: 5_000,
  });
  const [first, last] = [many.times.slice(100, 1_100), many.times.slice(-1_000)].map(median);
  const growth = (bombed.peakBytes - bombed.beforeBytes) / mega;
  const slowing = (last ?? 0) / (first ?? 1);
  return [
    judged(
      { what: "memory gained under bombs of 64 MiB", unit: "MiB", figure: growth },
      { most: 128 },
    ),
    judged(
      { what: "memory after 5,000 trivial runs", unit: "MiB", figure: many.endBytes / mega },
      { most: 200 },
    ),
    judged(
      { what: "last 1,000 of these over the first", unit: "x", figure: slowing },
      { most: 1.5 },
    ),
  ];
}

async function coldRows(): Promise<FigureRow[]> {
  return [
    await coldRow("cold start to the first trivial answer, one core", trivial, 300),
    await coldRow("cold start to the first typical answer, one core", csv, 400),
  ];
}

async function coldRow(what: string, program: Program, most: number): Promise<FigureRow> {
  const times: number[] = [];
  for (let round = 0; round < 7; round += 1) {
    const requests = [oneRun(program.code, program.inputs)];
    times.push((await askFunction({ requests, count: 1, onOneCore: true })).answeredMs);
  }
  const figures = { what, unit: "ms", figure: median(times), p95: quantile(times, 0.95) };
  return judged(figures, { most });
}

async function sizeRows(): Promise<FigureRow[]> {
  const directory = await builtFunction();
  const names = await readdir(directory);
  const files = await Promise.all(names.map((name) => readFile(join(directory, name))));
  const zipped = await Promise.all(files.map((file) => compress(file)));
  const kilobytes = (parts: readonly Buffer[]) =>
    parts.reduce((sum, { length }) => sum + length, 0) / 1_000;
  const unit = "KB";
  return [
    judged({ what: "all that is deployed", unit, figure: kilobytes(files) }, { most: 2_000 }),
    judged({ what: "the same, compressed", unit, figure: kilobytes(zipped) }, { most: 800 }),
  ];
}
