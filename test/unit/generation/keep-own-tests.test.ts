import { describe, expect, it } from "vitest";
import type { NodeTest } from "#schemas/node.ts";
import { callerTests, mergeTests, mostTests } from "#shared/generation/caller-tests.ts";
import { keepOwnTests } from "#shared/generation/keep-own-tests.ts";
import { anAttempt, withTests } from "../../support/generation/attempt-samples.ts";

const adds: NodeTest = { name: "adds", inputs: { a: 1, b: 2 }, expected: { sum: 3 } };
const zero: NodeTest = { name: "zero", inputs: { a: 0, b: 0 }, expected: { sum: 0 } };
const callers: NodeTest = { name: "mine", inputs: { a: 5, b: 5 }, expected: { sum: 10 } };
const before = anAttempt({ content: withTests([callers, adds, zero]) });

const keep = (tests: readonly NodeTest[]) => keepOwnTests(before, [callers], tests);
const codes = ({ warnings }: ReturnType<typeof keep>) => warnings.map(({ code }) => code);

describe("the tests of a repaired node", () => {
  it("are taken where the old ones are still there, in any order and under any name", () => {
    const renamed = { ...adds, name: "sums", inputs: { b: 2, a: 1 } };
    const kept = keep([zero, renamed]);
    expect(kept).toEqual({ tests: [zero, renamed], warnings: [] });
  });

  it("may be more", () => {
    const more = { name: "less", inputs: { a: -1, b: 0 }, expected: { sum: -1 } };
    expect(keep([adds, zero, more]).tests).toHaveLength(3);
  });

  it("get back what was dropped, with a warning", () => {
    const kept = keep([zero]);
    expect(kept.tests).toEqual([adds, zero]);
    expect(codes(kept)).toEqual(["tests-restored"]);
    expect(kept.warnings[0]?.message).toContain('"adds"');
  });

  it("get back what was made to expect something else, and lose that", () => {
    const weaker = { name: "adds", inputs: adds.inputs, assertions: ["out.sum !== null"] };
    expect(keep([weaker, zero]).tests).toEqual([adds, zero]);
  });

  it("may correct one for a stated reason, and say so", () => {
    const corrected = {
      name: "corrected: adds, one and two are four here",
      inputs: adds.inputs,
      expected: { sum: 4 },
    };
    const kept = keep([corrected, zero]);
    expect(kept.tests).toEqual([corrected, zero]);
    expect(codes(kept)).toEqual(["tests-corrected"]);
  });

  it.each(["corrected:", "corrected: adds", "Corrected: wrong"])(
    "may not correct one as %j, which gives no reason",
    (name) => {
      const kept = keep([{ name, inputs: adds.inputs, expected: { sum: 4 } }, zero]);
      expect(kept.tests).toEqual([adds, zero]);
    },
  );

  it("may be given what only running them showed to be missing: scripted requests, a clock", () => {
    const scripted = { ...adds, http: [], now: "2031-01-01T00:00:00Z" };
    expect(keep([scripted, zero])).toEqual({ tests: [scripted, zero], warnings: [] });
  });

  it("leave out one that itself broke a rule", () => {
    const broken = anAttempt({
      content: withTests([callers, adds, zero]),
      violations: [
        {
          rule: "large-test-inputs",
          severity: "error",
          where: "tests[1].inputs",
          message: "Large.",
        },
      ],
    });
    expect(keepOwnTests(broken, [callers], [zero])).toEqual({ tests: [zero], warnings: [] });
  });

  it("never have the caller's among them, which are put in again by themselves", () => {
    expect(keep([adds, zero]).tests).not.toContainEqual(callers);
  });

  it("stay within what a node may have, the old ones first", () => {
    const many = Array.from({ length: mostTests }, (_, index) => ({
      name: `test ${index}`,
      inputs: { a: index, b: 1 },
      expected: { sum: index + 1 },
    }));
    const kept = keepOwnTests(before, [], many).tests;
    expect(kept).toHaveLength(mostTests);
    expect(kept).toContainEqual(zero);
  });
});

describe("the caller's tests and the model's together", () => {
  const given = callerTests({ tests: [callers], examples: [{ inputs: { a: 2 }, output: null }] });

  it("begin with the caller's, unchanged", () => {
    expect(mergeTests(given, [adds]).slice(0, 2)).toEqual(given);
  });

  it("leave out a copy of one of the caller's, and rename another of its name", () => {
    const copy = { ...callers, name: "as you asked" };
    const other = { ...adds, name: "mine" };
    const names = mergeTests(given, [copy, other]).map(({ name }) => name);
    expect(names).toEqual(["mine", "example 1 of the request", "mine (generated)"]);
  });
});
