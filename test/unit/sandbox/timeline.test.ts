import { describe, expect, test } from "vitest";
import { liveClock, steppedClock } from "../../../functions/sandbox/run/guest-clock.ts";
import {
  RealTimeline,
  type Timeline,
  VirtualTimeline,
} from "../../../functions/sandbox/run/timeline.ts";

/** Performs what comes, until nothing is left. */
async function playOut(timeline: Timeline): Promise<void> {
  for (let action = await timeline.next(); action !== undefined; action = await timeline.next()) {
    action();
  }
}

describe("virtual time", () => {
  test("goes from what is due to what is due next, equal times in the order they were asked for", async () => {
    const clock = steppedClock(1_000);
    const timeline = new VirtualTimeline(clock);
    const seen: [string, number][] = [];
    const note = (name: string) => () => void seen.push([name, clock.now()]);
    timeline.after(50, note("second"));
    timeline.after(10, note("first"));
    timeline.after(50, note("third"));
    const cancelled = timeline.after(20, note("never"));
    timeline.cancel(cancelled);
    await playOut(timeline);
    expect(seen).toEqual([
      ["first", 1_010],
      ["second", 1_050],
      ["third", 1_050],
    ]);
  });

  test("does not pass while an answer from outside is awaited", async () => {
    const clock = steppedClock(0);
    const timeline = new VirtualTimeline(clock);
    const seen: number[] = [];
    timeline.after(1_000, () => seen.push(clock.now()));
    const deliver = timeline.expect();
    setImmediate(() => deliver(() => seen.push(clock.now())));
    await playOut(timeline);
    expect(seen).toEqual([0, 1_000]);
  });
});

describe("real time", () => {
  test("waits, and moves a clock that was set", async () => {
    const clock = steppedClock(0);
    const timeline = new RealTimeline(clock);
    const seen: number[] = [];
    timeline.after(15, () => seen.push(clock.now()));
    timeline.after(1, () => seen.push(clock.now()));
    timeline.cancel(timeline.after(1, () => seen.push(-1)));
    await playOut(timeline);
    expect(seen).toEqual([1, 15]);
  });

  test("ends at once when it is stopped", async () => {
    const timeline = new RealTimeline(liveClock());
    timeline.after(60_000, () => {});
    const next = timeline.next();
    timeline.stop();
    expect(await next).toBeUndefined();
  });

  test("an answer is delivered at most once", async () => {
    const timeline = new RealTimeline(liveClock());
    const deliver = timeline.expect();
    const seen: number[] = [];
    deliver(() => void seen.push(1));
    deliver(() => void seen.push(1));
    await playOut(timeline);
    expect(seen).toEqual([1]);
  });
});
