import { randomFillSync } from "node:crypto";

/** The clock a guest sees, in milliseconds since 1970. */
export interface GuestClock {
  now(): number;
  /** Moves a stepped clock on; a live one moves by itself. */
  advanceTo(instant: number): void;
}

export const liveClock = (): GuestClock => ({
  now: () => performance.timeOrigin + performance.now(),
  advanceTo: () => {},
});

/** Stands still save for the waits of the guest, so that a run can be repeated. */
export function steppedClock(start: number): GuestClock {
  let current = start;
  return {
    now: () => current,
    advanceTo: (instant) => {
      current = Math.max(current, instant);
    },
  };
}

/** Exact for whole milliseconds, which a product of numbers this big is not. */
export function nanoseconds(milliseconds: number): bigint {
  const whole = Math.floor(milliseconds);
  return BigInt(whole) * 1_000_000n + BigInt(Math.floor((milliseconds - whole) * 1e6));
}

export type RandomBytes = (bytes: Uint8Array) => void;

export const systemRandom: RandomBytes = (bytes) => {
  randomFillSync(bytes);
};

/** The same bytes for the same seed (SplitMix64, Steele, Lea and Flood 2014). Not for secrets. */
export function seededRandom(seed: number): RandomBytes {
  const mask = (1n << 64n) - 1n;
  let state = BigInt.asUintN(64, BigInt(seed));
  const next = () => {
    state = (state + 0x9e3779b97f4a7c15n) & mask;
    let mixed = state;
    mixed = ((mixed ^ (mixed >> 30n)) * 0xbf58476d1ce4e5b9n) & mask;
    mixed = ((mixed ^ (mixed >> 27n)) * 0x94d049bb133111ebn) & mask;
    return mixed ^ (mixed >> 31n);
  };
  return (bytes) => {
    for (let start = 0; start < bytes.length; start += 8) {
      let word = next();
      for (let index = start; index < Math.min(start + 8, bytes.length); index += 1) {
        bytes[index] = Number(word & 0xffn);
        word >>= 8n;
      }
    }
  };
}
