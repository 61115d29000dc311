import type { CaseResult } from "../runner/run-cases.ts";
import type { Delta } from "./baseline.ts";
import type { Figures, Report } from "./figures.ts";

/** The tables that a person reads, and the cases that did not come right, each with the reason. */
export function printReport(
  label: string,
  { all, byTag, hostile, errors, notRun, costUsd }: Report,
  results: readonly CaseResult[],
): void {
  console.log(`\n${label}: requests of ordinary users`);
  const tags = Object.entries(byTag).map(([tag, figures]) => [tag, rowOf(figures)]);
  console.table(Object.fromEntries([...tags, ["all", rowOf(all)]]));
  console.log(
    "proven: the node's own tests passed. right: the tests of the case, which no model saw.",
  );
  console.log(`Proven and yet not what was meant: ${percent(all.gap)} of all requests.`);
  if (hostile.cases > 0) {
    console.log(`\n${label}: requests that ask for harm`);
    console.table([hostile]);
  }
  if (errors > 0) console.log(`${errors} runs were not answered by the provider and not counted.`);
  if (notRun > 0) console.log(`${notRun} runs were left out: the money was spent.`);
  console.log(`cost in all: ${dollars(costUsd)}`);
  printFailures(results);
}

const rowOf = (figures: Figures) => ({
  cases: figures.cases,
  "pass@1": percent(figures.passAt1),
  "proven, with repair": percent(figures.passAfterRepair),
  right: percent(figures.right),
  "proven, not right": percent(figures.gap),
  unproven: percent(figures.unproven),
  fallback: percent(figures.fallback),
  refused: percent(figures.refused),
  failed: percent(figures.failed),
  "tokens (median)": Math.round(figures.tokensMedian),
  "cost (median)": dollars(figures.costMedian),
  "ms (median)": Math.round(figures.timeMedianMs),
});

function printFailures(results: readonly CaseResult[]): void {
  const wrong = results.filter(({ right }) => !right);
  if (wrong.length === 0) return;
  console.log("\nnot right:");
  for (const { id, outcome, passed, of, why = "" } of wrong) {
    console.log(`  ${id} (${outcome}, ${passed} of ${of} tests): ${oneLine(why)}`);
  }
}

/** What a run is to the one before it. */
export function printComparison(path: string, deltas: readonly Delta[]): void {
  console.log(`\ncompared with ${path}:`);
  const rows = deltas.map(({ figure, was, is, delta, worse }) => [
    figure,
    { was: rounded(was), is: rounded(is), delta: rounded(delta), worse: worse ? "WORSE" : "" },
  ]);
  console.table(Object.fromEntries(rows));
}

/** As a run goes on, on standard error, so that standard output holds the report alone. */
export function printProgress({ id, outcome, proven, right, timeMs }: CaseResult): void {
  const gap = proven && !right ? " (proven, not right)" : "";
  console.error(`${id}: ${outcome}${gap}, ${(timeMs / 1_000).toFixed(1)} s`);
}

const percent = (share: number): string => `${Math.round(share * 1_000) / 10} %`;

const dollars = (cost: number | null): string =>
  cost === null ? "unknown" : `$${cost.toFixed(4)}`;

const rounded = (value: number): number => Math.round(value * 10_000) / 10_000;

const oneLine = (text: string): string => text.replace(/\s+/g, " ").slice(0, 240);
