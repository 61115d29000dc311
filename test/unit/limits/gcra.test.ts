import { describe, expect, it } from "vitest";
import { gcra, limitState } from "#shared/limits/gcra.ts";

const limit = { most: 60, windowMs: 60_000 };
const now = 1_000_000;

describe("the limit of requests", () => {
  it("costs a window's share for each request and allows a whole window ahead", () => {
    expect(gcra(limit, now)).toEqual({ interval: 1_000, highest: now + 59_000 });
  });

  it("tells what is left, and when all of it is there again", () => {
    const first = limitState(limit, { tat: now + 1_000, now, allowed: true });
    expect(first).toMatchObject({ remaining: 59, resetSeconds: 1, retryAfterSeconds: 0 });
    const last = limitState(limit, { tat: now + 60_000, now, allowed: true });
    expect(last).toMatchObject({ remaining: 0, resetSeconds: 60 });
  });

  it("tells whom it refuses when one more request is allowed, at least a second on", () => {
    const refused = limitState(limit, { tat: now + 60_000, now, allowed: false });
    expect(refused).toMatchObject({ allowed: false, remaining: 0, retryAfterSeconds: 1 });
    const later = limitState(limit, { tat: now + 63_500, now, allowed: false });
    expect(later.retryAfterSeconds).toBe(5);
  });

  it("counts from now where the clock went back", () => {
    const state = limitState(limit, { tat: now - 5_000, now, allowed: true });
    expect(state).toMatchObject({ remaining: 60, resetSeconds: 0 });
  });
});
