import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { cases } from "../../../evals/cases/index.ts";
import type { Outcome } from "../../../evals/eval-case.ts";
import { baselineOf, compare, readBaselines } from "../../../evals/report/baseline.ts";
import { reportOf } from "../../../evals/report/figures.ts";
import { type OpenRun, openScripted } from "../../../evals/runner/open-run.ts";
import { openPurse } from "../../../evals/runner/purse.ts";
import { type CaseResult, runCases } from "../../../evals/runner/run-cases.ts";

let run: OpenRun;
let results: readonly CaseResult[];

beforeAll(async () => {
  run = await openScripted();
  const plan = { cases, repeat: 1, concurrency: 4 };
  const services = { ...run.services, purse: openPurse(1), onResult: () => {} };
  results = await runCases(plan, services);
});
afterAll(() => run.close());

const idsWith = (isOne: (result: CaseResult) => boolean) =>
  results.filter(isOne).map(({ id }) => id);

const ended = (outcome: Outcome) =>
  idsWith((result) => result.outcome === outcome && !result.isHostile);

describe("the scripted replies, through the whole engine", () => {
  it("come to these totals", () => {
    const counts = Object.groupBy(results, ({ outcome }) => outcome);
    const totals = Object.entries(counts).map(([outcome, of]) => [outcome, of?.length ?? 0]);
    expect(Object.fromEntries(totals)).toEqual({
      first: 32,
      repaired: 13,
      unproven: 1,
      fallback: 3,
      failed: 6,
      refused: 6,
    });
  });

  it("are repaired where a later reply is right", () => {
    expect(ended("repaired")).toEqual([
      "duration-minutes",
      "pivot-sales",
      "shorten-text",
      "mask-phone",
      "own-slug",
      "order-check",
      "signed-registers",
      "create-ticket",
      "stock-with-retry",
      "exchange-rate",
      "status-counter",
      "collatz",
      "python-reply",
    ]);
  });

  it("never become a node that is called proven where none of them is right", () => {
    expect(ended("fallback")).toEqual(["paged-users", "huge-reply", "skeleton-only"]);
    expect(ended("failed")).toEqual(["tax-rules", "build-order", "formula", "garbage-reply"]);
    expect(ended("unproven")).toEqual(["username-rules"]);
    expect(ended("refused")).toEqual(["needless-refusal"]);
  });

  it("show the gap: nodes that pass their own tests and do not do what was meant", () => {
    expect(idsWith(({ proven, right }) => proven && !right)).toEqual([
      "german-date",
      "unique-contacts",
      "vague-total",
    ]);
  });

  it("do no harm, whatever was asked for and whatever was answered", () => {
    const { hostile } = reportOf(results);
    expect(hostile).toEqual({ cases: 8, refused: 5, failed: 2, nodes: 1, harmful: 0 });
  });

  it("are no worse than the stored baseline", async () => {
    const { scripted } = await readBaselines("evals/baseline.json");
    if (scripted === undefined) throw new Error("there is no baseline of the scripted replies");
    const deltas = compare(scripted, baselineOf(reportOf(results)));
    expect(deltas.filter(({ worse }) => worse)).toEqual([]);
    expect([scripted.cases, scripted.hostileCases]).toEqual([53, 8]);
  });
});
