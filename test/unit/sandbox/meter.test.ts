import { describe, expect, test } from "vitest";
import { beatBudgetMs, beatCount, Meter } from "../../../functions/sandbox/run/meter.ts";

const makeBeat = () => new Int32Array(new SharedArrayBuffer(8));
const far = () => performance.now() + 60_000;

/** Works for so long by the clock. */
function work(milliseconds: number): void {
  const end = performance.now() + milliseconds;
  while (performance.now() < end);
}

describe("a meter", () => {
  test("tells of runs too short for the system's clock in fractions of a millisecond", () => {
    const meter = new Meter(makeBeat(), 1_000, far());
    expect(meter.reportedMs).toBe(0);
    meter.slice(() => work(0.5));
    expect(meter.reportedMs).toBeGreaterThanOrEqual(0.5);
  });

  test("counts no time outside of slices", () => {
    const meter = new Meter(makeBeat(), 1_000, far());
    meter.slice(() => {});
    work(30);
    expect(meter.reportedMs).toBeLessThan(10);
  });

  test("stops guest code that has used its processor time, for good", () => {
    const meter = new Meter(makeBeat(), 20, far());
    meter.slice(() => {
      expect(meter.interrupted()).toBe(false);
      while (!meter.interrupted()) work(1);
    });
    expect(meter.timeUp).toBe("cpu");
    expect(meter.slice(() => meter.interrupted())).toBe(true);
  });

  test("tells the watcher when guest code runs and what it has left", () => {
    const beat = makeBeat();
    const meter = new Meter(beat, 100, far());
    meter.slice(() => {
      expect(Atomics.load(beat, beatCount) % 2).toBe(1);
      expect(Atomics.load(beat, beatBudgetMs)).toBe(100);
    });
    expect(Atomics.load(beat, beatCount) % 2).toBe(0);
  });

  test("ends by the wall when its time is up, inside guest code or while it waits", () => {
    const late = new Meter(makeBeat(), 1_000, performance.now() - 1);
    late.slice(() => expect(late.interrupted()).toBe(true));
    expect(late.timeUp).toBe("wall");
    const waiting = new Meter(makeBeat(), 1_000, far());
    waiting.endByWall();
    expect(waiting.timeUp).toBe("wall");
  });
});
