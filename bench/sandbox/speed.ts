import { setTimeout as pause } from "node:timers/promises";
import { Engine } from "../../functions/sandbox/engine/engine.ts";
import { functionSize } from "../../functions/sandbox/function-size.ts";
import { loadEngine } from "../../functions/sandbox/load-engine.ts";
import { median, quantile } from "../quantile.ts";
import type { SandboxHandler } from "./built-function.ts";
import { inNodeVm, inQuickjsEmscripten, inSandbox, type RunProgram } from "./engines.ts";
import { type FigureRow, judged, timed } from "./figures.ts";
import { csv, hostCalls, loop, objects, type Program, sha256, trivial } from "./programs.ts";

interface Engines {
  readonly sandbox: RunProgram;
  readonly nodeVm: RunProgram;
  readonly peer: RunProgram;
}

type Times = { readonly [Name in keyof Engines]: number[] };

const uncounted = 5;

/** The same programs in all engines of one process, in turn, so that load hits each alike. */
export async function speeds(handler: SandboxHandler): Promise<FigureRow[]> {
  const engines: Engines = {
    sandbox: inSandbox(handler),
    nodeVm: inNodeVm,
    peer: await inQuickjsEmscripten(),
  };
  await requireSameResults(engines);
  const row = async (program: Program, repeats: number, target: Parameters<typeof judged>[1]) => {
    const times = await inTurn(engines, program, repeats);
    return judged(compared(program.name, times), target);
  };
  return [
    await row(trivial, 300, { ratio: 2, most: 8, p95: 25 }),
    judged(compared("trivial run, no pause before it", await inBlocks(engines)), { ratio: 5 }),
    await row(csv, 60, { ratio: 4, most: 50 }),
    await row(objects, 40, { ratio: 5 }),
    await row(loop, 5, { ratio: 30 }),
    await row(sha256, 9, { ratio: 30 }),
    await row(hostCalls, 100, { ratio: 6 }),
    await instanceRow(),
  ];
}

async function requireSameResults({ sandbox, nodeVm, peer }: Engines): Promise<void> {
  for (const program of [trivial, csv, objects, loop, sha256, hostCalls]) {
    const results = await Promise.all([sandbox(program), nodeVm(program), peer(program)]);
    const [first, ...others] = results.map((result) => JSON.stringify(result));
    if (others.some((other) => other !== first)) throw new Error(`${program.name}: ${results}`);
  }
}

/** As calls come: one, a pause, another. */
async function inTurn(engines: Engines, program: Program, repeats: number): Promise<Times> {
  const times: Times = { sandbox: [], nodeVm: [], peer: [] };
  for (let round = -uncounted; round < repeats; round += 1) {
    for (const name of ["sandbox", "nodeVm", "peer"] as const) {
      await pause(5);
      const milliseconds = await timed(() => engines[name](program));
      if (round >= 0) times[name].push(milliseconds);
    }
  }
  return times;
}

/** Each run waits for its instance, which otherwise is made while nobody waits. */
async function inBlocks(engines: Engines): Promise<Times> {
  const times: Times = { sandbox: [], nodeVm: [], peer: [] };
  for (let block = 0; block < 10; block += 1) {
    for (const name of ["sandbox", "nodeVm", "peer"] as const) {
      for (let index = -uncounted; index < 40; index += 1) {
        const milliseconds = await timed(() => engines[name](trivial));
        if (index >= 0) times[name].push(milliseconds);
      }
    }
  }
  return times;
}

function compared(what: string, times: Times) {
  const nodeVm = median(times.nodeVm);
  const figure = median(times.sandbox);
  const peer = median(times.peer);
  return {
    what,
    unit: "ms",
    figure,
    p95: quantile(times.sandbox, 0.95),
    nodeVm,
    ratio: figure / nodeVm,
    peer,
    peerRatio: peer / nodeVm,
  };
}

async function instanceRow(): Promise<FigureRow> {
  const parts = await loadEngine(functionSize().ceilingMb);
  const times: number[] = [];
  for (let round = -uncounted; round < 300; round += 1) {
    const milliseconds = await timed(() => Engine.create(parts, 1n));
    if (round >= 0) times.push(milliseconds);
  }
  const what = "new instance with all built-ins";
  const figures = { what, unit: "ms", figure: median(times), p95: quantile(times, 0.95) };
  return judged(figures, { most: 6 });
}
