import { beatBudgetMs, beatCount } from "./run/meter.ts";

const lookEveryMs = 20;
const cpuGraceMs = 150;

/**
 * Watches a worker that cannot watch itself: native code of the engine asks nobody whether it may
 * go on. Calls `overrun` once guest code is past its budget by the grace, by the clock and by the
 * processor time of the whole process, so that a starved machine or a function with a fraction of
 * a processor does not end honest code. The wall time ends a run in any case, by its own grace.
 * `overrun` is also told the processor time since guest code was last seen to enter.
 */
export function watch(
  beat: Int32Array,
  wall: { readonly limitMs: number; readonly graceMs: number },
  overrun: (kind: "cpu" | "wall", insideMs: number) => void,
): () => void {
  let seen = -1;
  let since = 0;
  let sinceCpu = process.cpuUsage();
  const insideMs = (): number => {
    const count = Atomics.load(beat, beatCount);
    const isInside = count % 2 !== 0;
    if (isInside && count === seen) {
      return Math.min(performance.now() - since, cpuMsSince(sinceCpu));
    }
    seen = count;
    since = performance.now();
    sinceCpu = process.cpuUsage();
    return 0;
  };
  const look = () => {
    const inside = insideMs();
    if (inside > Atomics.load(beat, beatBudgetMs) + cpuGraceMs) overrun("cpu", inside);
  };
  const interval = setInterval(look, lookEveryMs);
  const timeout = setTimeout(() => overrun("wall", insideMs()), wall.limitMs + wall.graceMs);
  return () => {
    clearInterval(interval);
    clearTimeout(timeout);
  };
}

function cpuMsSince(start: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1_000;
}
