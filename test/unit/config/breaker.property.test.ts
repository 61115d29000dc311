import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  admission,
  afterFailure,
  afterSuccess,
  closedBreaker,
  failuresToOpen,
  releaseProbe,
  takeProbe,
} from "#shared/config/breaker.ts";

const start = Date.parse("2031-02-03T04:05:06.000Z");
const at = (milliseconds: number) => new Date(start + milliseconds);

const open = (failures: number) => {
  let breaker = closedBreaker;
  for (let n = 0; n < Math.min(failures, failuresToOpen); n += 1) {
    breaker = afterFailure(breaker, at(0));
  }
  for (let n = failuresToOpen; n < failures; n += 1) {
    const due = new Date(breaker.retryAt ?? 0);
    breaker = afterFailure(takeProbe(breaker, due), at(0));
  }
  return breaker;
};

const step = fc.oneof(
  fc.constant({ kind: "success" as const }),
  fc.constant({ kind: "failure" as const }),
  fc.constant({ kind: "probe" as const }),
  fc.constant({ kind: "release" as const }),
  fc.record({ kind: fc.constant("wait" as const), ms: fc.integer({ min: 0, max: 900_000 }) }),
);

describe("a breaker", () => {
  it.each([
    [5, 30_000],
    [6, 60_000],
    [7, 120_000],
    [9, 480_000],
    [10, 600_000],
    [500, 600_000],
  ])("is open after %i failures in a row for %i ms", (failures, openMs) => {
    const breaker = open(failures);
    expect(breaker).toMatchObject({ state: "open", failures, retryAt: at(openMs).toISOString() });
    expect(admission(breaker, at(openMs - 1))).toBe("wait");
    expect(admission(breaker, at(openMs))).toBe("probe");
  });

  it("lets calls through as long as failures are fewer", () => {
    expect(admission(open(failuresToOpen - 1), at(0))).toBe("call");
  });

  it("gives the probe to one only, until that one is long gone", () => {
    const taken = takeProbe(open(5), at(30_000));
    expect(taken.state).toBe("half_open");
    expect(takeProbe(taken, at(30_001))).toBe(taken);
    expect(admission(taken, at(30_000 + 4 * 60_000))).toBe("probe");
  });

  it("says that nothing is to be written where a success changes nothing", () => {
    expect(afterSuccess(closedBreaker)).toBe(closedBreaker);
  });

  it("holds in any order of events", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        let breaker = closedBreaker;
        let now = 0;
        let inRow = 0;
        for (const one of steps) {
          const before = breaker;
          if (one.kind === "wait") now += one.ms;
          else if (one.kind === "success") breaker = afterSuccess(breaker);
          else if (one.kind === "failure") breaker = afterFailure(breaker, at(now));
          else if (one.kind === "probe") breaker = takeProbe(breaker, at(now));
          else breaker = releaseProbe(breaker, at(now));
          inRow = one.kind === "success" ? 0 : inRow + (one.kind === "failure" ? 1 : 0);

          // It never opens before enough failures in a row, and always names a time to try again.
          if (breaker.state === "open" && before.state === "closed") {
            expect(inRow).toBeGreaterThanOrEqual(failuresToOpen);
          }
          expect(breaker.retryAt === null).toBe(breaker.state === "closed");
          // A time to try again lies within ten minutes, so nothing stays shut for ever.
          const retryIn = Date.parse(breaker.retryAt ?? at(now).toISOString()) - start - now;
          expect(retryIn).toBeLessThanOrEqual(600_000);
          expect(["call", "probe"]).toContain(admission(breaker, at(now + 600_000)));
          // The probe is only to be had where it is due.
          if (one.kind === "probe" && breaker !== before) {
            expect(admission(before, at(now))).toBe("probe");
            expect(admission(breaker, at(now))).toBe("wait");
          }
        }
        expect(afterSuccess(breaker)).toEqual(closedBreaker);
      }),
    );
  });
});
