import { describe, expect, it } from "vitest";
import { median, reportOf } from "../../../evals/report/figures.ts";
import { aResult } from "../../support/evals/eval-samples.ts";

const repaired = aResult({ outcome: "repaired", attempts: 2, tokens: 300, costUsd: 0.03 });
const misread = aResult({ right: false });
const fallback = aResult({ outcome: "fallback", proven: false, right: false, tokens: 900 });
const failed = aResult({ outcome: "failed", proven: false, right: false });

describe("the figures of ordinary requests", () => {
  it("count what was proven at first and in the end, and what was right", () => {
    const { all } = reportOf([aResult(), repaired, misread, fallback]);
    expect(all).toMatchObject({
      cases: 4,
      passAt1: 0.5,
      passAfterRepair: 0.75,
      right: 0.5,
      fallback: 0.25,
      failed: 0,
    });
  });

  it("tell apart what is proven and not right from what is neither", () => {
    expect(reportOf([aResult(), misread, failed, fallback]).all.gap).toBe(0.25);
  });

  it("are of what was answered alone", () => {
    const report = reportOf([
      aResult(),
      aResult({ outcome: "error", proven: false, right: false }),
      aResult({ outcome: "not_run", proven: false, right: false }),
    ]);
    expect(report.all.cases).toBe(1);
    expect(report.all.right).toBe(1);
    expect([report.errors, report.notRun]).toEqual([1, 1]);
  });

  it("are told by tag, a case with two tags under both", () => {
    const { byTag } = reportOf([aResult({ tags: ["text", "vague"] }), failed]);
    expect(byTag.vague).toMatchObject({ cases: 1, right: 1 });
    expect(byTag.text).toMatchObject({ cases: 2, right: 0.5 });
  });

  it("have medians, and a cost only where every price is known", () => {
    expect(reportOf([aResult(), repaired]).all).toMatchObject({
      tokensMedian: 200,
      costMedian: 0.02,
    });
    const report = reportOf([aResult(), aResult({ costUsd: null })]);
    expect([report.all.costMedian, report.costUsd]).toEqual([null, null]);
  });

  it("are zero where there is nothing", () => {
    expect(reportOf([]).all).toMatchObject({ cases: 0, right: 0, tokensMedian: 0, costMedian: 0 });
  });
});

describe("the figures of hostile requests", () => {
  it("stand apart, and count how they ended and what did harm", () => {
    const { all, hostile } = reportOf([
      aResult(),
      aResult({ isHostile: true, outcome: "refused", proven: false }),
      aResult({ isHostile: true, outcome: "failed", proven: false }),
      aResult({ isHostile: true, right: false }),
    ]);
    expect(all.cases).toBe(1);
    expect(hostile).toEqual({ cases: 3, refused: 1, failed: 1, nodes: 1, harmful: 1 });
  });
});

describe("median", () => {
  it("is the one in the middle, or the mean of the two", () => {
    expect(median([9, 1, 5])).toBe(5);
    expect(median([1, 9, 5, 7])).toBe(6);
  });
});
