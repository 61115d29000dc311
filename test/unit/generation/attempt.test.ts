import { describe, expect, it } from "vitest";
import { bestOf, previousOf } from "#shared/generation/attempt.ts";
import { anAttempt } from "../../support/generation/attempt-samples.ts";

const doubt = { code: "weak-tests", message: "Weak." };

describe("the best attempt", () => {
  it("is a proven one, with the fewest warnings, and of equals the earlier", () => {
    const unproven = anAttempt({ number: 1, verdict: "unproven" });
    const doubtful = anAttempt({ number: 2, warnings: [doubt] });
    const good = anAttempt({ number: 3 });
    const faulty = anAttempt({ number: 4, verdict: "faulty" });
    expect(bestOf([unproven, doubtful, good, faulty])).toBe(good);
    expect(bestOf([unproven, doubtful, faulty])).toBe(doubtful);
    expect(bestOf([unproven, faulty])).toBe(unproven);
    expect(bestOf([good, anAttempt({ number: 5 })])).toBe(good);
  });

  it("is none where nothing may be stored", () => {
    expect(bestOf([anAttempt({ verdict: "faulty" }), anAttempt({ verdict: "refused" })])).toBe(
      undefined,
    );
  });
});

describe("an attempt as the next prompt shows it", () => {
  it("tells of weak tests as a finding, once", () => {
    const finding = {
      rule: "too-few-tests",
      severity: "warning" as const,
      where: "tests",
      message: "Few.",
    };
    const { violations } = previousOf(anAttempt({ warnings: [doubt], violations: [finding] }));
    expect(violations.map(({ rule }) => rule)).toEqual(["too-few-tests", "weak-tests"]);
  });
});
