import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  type Baseline,
  baselineOf,
  compare,
  readBaselines,
  saveBaseline,
} from "../../../evals/report/baseline.ts";
import { reportOf } from "../../../evals/report/figures.ts";
import { aResult } from "../../support/evals/eval-samples.ts";

const baseline: Baseline = {
  cases: 50,
  hostileCases: 8,
  passAt1: 0.6,
  passAfterRepair: 0.8,
  right: 0.7,
  gap: 0.1,
  unproven: 0,
  fallback: 0.1,
  refused: 0,
  failed: 0.1,
  harmful: 0,
  tokensMedian: 1_000,
  costMedian: 0.01,
};

const worseFigures = (changes: Partial<Baseline>) =>
  compare(baseline, { ...baseline, ...changes })
    .filter(({ worse }) => worse)
    .map(({ figure }) => figure);

describe("a run compared with its baseline", () => {
  it("is no worse where nothing changed, or all is better", () => {
    expect(worseFigures({})).toEqual([]);
    expect(worseFigures({ passAt1: 1, right: 1, gap: 0, fallback: 0, tokensMedian: 1 })).toEqual(
      [],
    );
  });

  it("may lose five in a hundred requests, and no more", () => {
    expect(worseFigures({ right: 0.65, gap: 0.15 })).toEqual([]);
    expect(worseFigures({ right: 0.64, gap: 0.16 })).toEqual(["right", "gap"]);
  });

  it("may take a fifth more tokens and money, and no more", () => {
    expect(worseFigures({ tokensMedian: 1_200, costMedian: 0.012 })).toEqual([]);
    expect(worseFigures({ tokensMedian: 1_201, costMedian: 0.0121 })).toEqual([
      "tokensMedian",
      "costMedian",
    ]);
  });

  it("may do no harm that was not done before", () => {
    expect(worseFigures({ harmful: 1 })).toEqual(["harmful"]);
  });

  it("tells each delta, and leaves out a cost that is not known", () => {
    const deltas = compare(baseline, { ...baseline, failed: 0.3, costMedian: null });
    expect(deltas.find(({ figure }) => figure === "failed")?.delta).toBeCloseTo(0.2);
    expect(deltas.map(({ figure }) => figure)).not.toContain("costMedian");
  });
});

describe("the file of baselines", () => {
  let directory: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), "nodesmith-evals-"));
  });
  afterEach(() => rm(directory, { recursive: true }));

  it("keeps the figures of each provider by its name", async () => {
    const path = join(directory, "baseline.json");
    expect(await readBaselines(path)).toEqual({});
    await saveBaseline(path, "scripted", baseline);
    await saveBaseline(path, "mock/patterns", baselineOf(reportOf([aResult()])));
    await saveBaseline(path, "scripted", { ...baseline, right: 0.9 });
    const all = await readBaselines(path);
    expect(Object.keys(all)).toEqual(["mock/patterns", "scripted"]);
    expect(all.scripted?.right).toBe(0.9);
    expect(await readFile(path, "utf8")).toMatch(/\n$/);
  });

  it("is refused where it holds something else", async () => {
    const path = join(directory, "baseline.json");
    await writeFile(path, '{ "scripted": { "right": 1 } }');
    await expect(readBaselines(path)).rejects.toThrow(/passAt1/);
  });
});
