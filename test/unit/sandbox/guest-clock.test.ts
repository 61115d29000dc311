import { expect, test } from "vitest";
import {
  liveClock,
  nanoseconds,
  seededRandom,
  steppedClock,
  systemRandom,
} from "../../../functions/sandbox/run/guest-clock.ts";

const bytesOf = (seed: number, length: number) => {
  const bytes = new Uint8Array(length);
  seededRandom(seed)(bytes);
  return [...bytes];
};

test("a seed gives the same bytes, another seed others", () => {
  expect(bytesOf(42, 20)).toEqual(bytesOf(42, 20));
  expect(bytesOf(42, 16)).not.toEqual(bytesOf(43, 16));
  expect(bytesOf(-1, 16)).not.toEqual(bytesOf(0, 16));
  expect(new Set(bytesOf(0, 256)).size).toBeGreaterThan(100);
});

test("the first word for the seed 0 is the published one of SplitMix64", () => {
  const bytes = new Uint8Array(8);
  seededRandom(0)(bytes);
  expect(new DataView(bytes.buffer).getBigUint64(0, true)).toBe(0xe220a8397b1dcdafn);
});

test("the system's bytes differ", () => {
  const [first, second] = [new Uint8Array(16), new Uint8Array(16)];
  systemRandom(first);
  systemRandom(second);
  expect(first).not.toEqual(second);
});

test("a stepped clock only goes forward", () => {
  const clock = steppedClock(100);
  clock.advanceTo(150);
  clock.advanceTo(120);
  expect(clock.now()).toBe(150);
});

test("a live clock is the system's", () => {
  const clock = liveClock();
  clock.advanceTo(9e15);
  expect(Math.abs(clock.now() - Date.now())).toBeLessThan(5_000);
});

test("nanoseconds are exact for whole milliseconds of today", () => {
  expect(nanoseconds(1_795_227_789_684)).toBe(1_795_227_789_684_000_000n);
  expect(nanoseconds(0.5)).toBe(500_000n);
});
