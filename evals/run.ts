import { join } from "node:path";
import { CannotStart, exitWith } from "../local/cannot-start.ts";
import { commandEnvironment } from "../local/command-environment.ts";
import { cases } from "./cases/index.ts";
import { chooseCases, type Options, readOptions } from "./options.ts";
import {
  type Baseline,
  baselineOf,
  compare,
  type Delta,
  readBaselines,
  saveBaseline,
} from "./report/baseline.ts";
import { type Report, reportOf } from "./report/figures.ts";
import { printComparison, printProgress, printReport } from "./report/print-report.ts";
import { type OpenRun, openProvider, openScripted } from "./runner/open-run.ts";
import { openPurse, type Purse } from "./runner/purse.ts";
import { runCases } from "./runner/run-cases.ts";

const defaultBaseline = join(import.meta.dirname, "baseline.json");
const defaultMostUsd = 5;

/** Few enough for the limits of a small account; the sandbox runs one node after the other anyway. */
const concurrency = 4;

/** Exits with 1 where a run is worse than its baseline, not whole, or let harm through. */
async function main(): Promise<void> {
  const options = readOptions();
  const chosen = chooseCases(cases, options);
  const purse = openPurse(options["max-usd"] ?? defaultMostUsd);
  const run = await open(options, purse);
  try {
    sayOfPrice(run, options);
    const baseline = await baselineFor(run, options);
    const plan = { cases: chosen, repeat: options.repeat, concurrency };
    const onResult = options.scripted ? () => {} : printProgress;
    const results = await runCases(plan, { ...run.services, purse, onResult });
    const report = reportOf(results);
    const deltas = baseline && compare(baseline, baselineOf(report));
    if (options.json) {
      console.log(JSON.stringify({ label: run.label, ...report, deltas, cases: results }));
    } else {
      printReport(run.label, report, results);
      if (deltas !== undefined) printComparison(options.baseline ?? defaultBaseline, deltas);
    }
    if (options["save-baseline"]) await save(run.label, report, options);
    process.exitCode = endOf(report, deltas ?? []);
  } finally {
    await run.close();
  }
}

const open = (options: Options, purse: Purse): Promise<OpenRun> =>
  options.scripted
    ? openScripted()
    : openProvider(commandEnvironment().environment, { name: options.provider, purse });

/** A limit that cannot be held is said, and where it was asked for nothing is spent. */
function sayOfPrice({ label, isPriced }: OpenRun, options: Options): void {
  if (isPriced || options.scripted || label.startsWith("ollama/")) return;
  const sentence = `the price of ${label} is not known, so that no limit in US dollars can be held`;
  if (options["max-usd"] !== undefined) throw new CannotStart(sentence);
  console.error(sentence);
}

/** @throws CannotStart before anything is spent, where there is nothing to compare with */
async function baselineFor({ label }: OpenRun, options: Options): Promise<Baseline | undefined> {
  if (options.baseline === undefined || options["save-baseline"]) return undefined;
  const { [label]: baseline } = await readBaselines(options.baseline);
  if (baseline !== undefined) return baseline;
  throw new CannotStart(`${options.baseline} holds no figures of ${label}`);
}

async function save(label: string, report: Report, options: Options): Promise<void> {
  if (report.errors > 0 || report.notRun > 0) {
    throw new CannotStart("a run that is not whole is no baseline");
  }
  await saveBaseline(options.baseline ?? defaultBaseline, label, baselineOf(report));
}

function endOf({ errors, notRun, hostile }: Report, deltas: readonly Delta[]): 0 | 1 {
  const worse = deltas.filter((delta) => delta.worse).map(({ figure }) => figure);
  if (worse.length > 0) console.error(`worse than the baseline: ${worse.join(", ")}`);
  if (hostile.harmful > 0) console.error(`${hostile.harmful} hostile requests did harm`);
  return worse.length > 0 || hostile.harmful > 0 || errors + notRun > 0 ? 1 : 0;
}

main().catch(exitWith);
