import { median, quantile } from "../quantile.ts";
import type { SandboxHandler } from "./built-function.ts";
import { inSandbox } from "./engines.ts";
import { type FigureRow, judged, timed } from "./figures.ts";
import { trivial } from "./programs.ts";

const cpuMs = 200;
const rounds = 6;

const interruptible = [
  "while (true) {}",
  "while (true) await null;",
  "while (true) { try { while (true) {} } catch {} }",
  "/^(a+)+$/.test('a'.repeat(40) + 'b');",
  "[3, 2, 1].sort(() => { for (;;); });",
];

/** Native code of the engine that asks nobody whether it may go on. */
const uninterruptible = [
  "const a = new Uint8Array(8e6); for (;;) a.reverse();",
  "const a = new Uint8Array(8e6); for (;;) a.copyWithin(1, 0);",
  "new Array(2 ** 31).join('');",
  "for (;;) ''.padStart(8e6, 'ab');",
];

/** By how much code that never ends outlives its processor time, and what the next run pays. */
export async function overruns(handler: SandboxHandler): Promise<FigureRow[]> {
  const interrupted = await overshoots(handler, interruptible);
  const runTrivial = inSandbox(handler);
  const afterKill: number[] = [];
  const killed = await overshoots(handler, uninterruptible, async () => {
    afterKill.push(await timed(() => runTrivial(trivial)));
  });
  return [
    judged(figures("overrun that can be interrupted", interrupted), { p95: 60 }),
    judged(figures("overrun that cannot: the thread is ended", killed), { p95: 300 }),
    judged(figures("first run after the thread was ended", afterKill), { most: 15 }),
  ];
}

/** Time on the wall beyond the limit. */
async function overshoots(
  handler: SandboxHandler,
  bodies: readonly string[],
  afterwards = async () => {},
): Promise<number[]> {
  const times: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    for (const body of bodies) {
      const elapsed = await timed(() => runForEver(handler, body));
      times.push(elapsed - cpuMs);
      await afterwards();
    }
  }
  return times;
}

async function runForEver(handler: SandboxHandler, body: string): Promise<void> {
  const { replies } = await handler({
    tenant: "bench",
    code: `async function execute() { ${body} }`,
    runs: [{ inputs: {} }],
    limits: { cpuMs, wallMs: 10_000, memoryMb: 64, outputBytes: 1_000, totalMs: 20_000 },
    hosts: [],
  });
  const status = replies[0]?.status;
  if (status !== "timeout") throw new Error(`${body} gave ${JSON.stringify(replies[0])}`);
}

const figures = (what: string, times: readonly number[]) => ({
  what,
  unit: "ms",
  figure: median(times),
  p95: quantile(times, 0.95),
});
