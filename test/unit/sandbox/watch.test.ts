import { describe, expect, test } from "vitest";
import { beatBudgetMs, beatCount } from "../../../functions/sandbox/run/meter.ts";
import { watch } from "../../../functions/sandbox/watch.ts";

const makeBeat = () => new Int32Array(new SharedArrayBuffer(8));
const long = { limitMs: 60_000, graceMs: 150 };

/** What the watch found, and after how long. */
function watched(beat: Int32Array, wall: { limitMs: number; graceMs: number }) {
  const { promise, resolve } = Promise.withResolvers<{
    kind: string;
    insideMs: number;
    afterMs: number;
  }>();
  const startedAt = performance.now();
  const unwatch = watch(beat, wall, (kind, insideMs) => {
    unwatch();
    resolve({ kind, insideMs, afterMs: performance.now() - startedAt });
  });
  return { promise, unwatch };
}

/** Uses the processor of this process, in pieces, until something has happened. */
async function useProcessorUntil(happened: Promise<unknown>): Promise<void> {
  let goesOn = true;
  void happened.then(() => {
    goesOn = false;
  });
  while (goesOn) {
    const end = performance.now() + 15;
    while (performance.now() < end);
    await new Promise((resolve) => setTimeout(resolve));
  }
}

describe("the watch over a worker", () => {
  test("ends guest code that is past its budget by the clock and by processor time", async () => {
    const beat = makeBeat();
    Atomics.store(beat, beatBudgetMs, 30);
    Atomics.store(beat, beatCount, 1);
    const { promise } = watched(beat, long);
    await useProcessorUntil(promise);
    const { kind, insideMs, afterMs } = await promise;
    expect(kind).toBe("cpu");
    expect(insideMs).toBeGreaterThan(180);
    expect(insideMs).toBeLessThanOrEqual(afterMs);
    expect(afterMs).toBeGreaterThan(180);
  });

  test("lets go on what got no processor: a fraction of one is no fault of the code", async () => {
    const beat = makeBeat();
    Atomics.store(beat, beatBudgetMs, 0);
    Atomics.store(beat, beatCount, 1);
    const { promise } = watched(beat, { limitMs: 200, graceMs: 200 });
    expect((await promise).kind).toBe("wall");
  });

  test("gives the worker of a smaller function longer to end by itself", async () => {
    const short = watched(makeBeat(), { limitMs: 20, graceMs: 150 });
    const longer = watched(makeBeat(), { limitMs: 20, graceMs: 500 });
    const first = await Promise.race([short.promise, longer.promise]);
    expect(first.afterMs).toBeGreaterThan(165);
    expect((await longer.promise).afterMs).toBeGreaterThan(515);
  });
});
