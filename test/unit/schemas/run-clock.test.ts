import { expect, test } from "vitest";
import { RunClock } from "#schemas/sandbox.ts";

test.each(["1970-01-01T00:00:00Z", "2500-12-31T23:59:59Z", "2031-02-03T04:05:06.789+02:00"])(
  "%s can be a run's clock",
  (at) => {
    expect(RunClock.parse(at)).toBe(at);
  },
);

test.each(["1969-12-31T23:59:59Z", "2501-01-01T00:00:00Z", "9999-01-01T00:00:00Z"])(
  "%s cannot, since the engine's clock does not reach it",
  (at) => {
    expect(RunClock.safeParse(at).error?.issues[0]?.message).toContain("between 1970 and 2500");
  },
);

test("what is no time is told once", () => {
  expect(RunClock.safeParse("yesterday").error?.issues).toHaveLength(1);
});
