import * as z from "zod";
import { CannotStart, exitWith } from "../local/cannot-start.ts";
import { commandArguments } from "../local/command-arguments.ts";
import type { LoadOptions } from "./load/plan.ts";
import { type LoadReport, reportOf } from "./load/report.ts";
import { runLoad } from "./load/run-load.ts";

const usage = `usage: npm run load -- [--jobs 1000] [--concurrency 100] [--tenants 20] [--heavy 0]
         [--ramp 5] [--model-ms 1000] [--json]
Asks a local stack of its own for nodes, without waiting for each, beside a model on the loopback
that takes its time and fails now and then. With --heavy one tenant asks for so many of the jobs, and
the others are measured first without it. Ends with 1 where a job was lost or doubled.`;

const whole = (least: number) => z.coerce.number().int().min(least).max(100_000);

const Options = z
  .object({
    jobs: whole(1).default(1_000),
    concurrency: whole(1).default(100),
    tenants: whole(1).default(20),
    heavy: whole(0).default(0),
    ramp: whole(0).default(5),
    "model-ms": whole(0).default(1_000),
  })
  .refine(({ jobs, heavy }) => heavy < jobs, "--heavy is part of --jobs")
  .refine(({ heavy, tenants }) => heavy === 0 || tenants > 1, "--heavy needs another tenant");

async function main(): Promise<void> {
  const { values } = commandArguments(usage, {
    options: {
      jobs: { type: "string" },
      concurrency: { type: "string" },
      tenants: { type: "string" },
      heavy: { type: "string" },
      ramp: { type: "string" },
      "model-ms": { type: "string" },
      json: { type: "boolean", default: false },
    },
  });
  const parsed = Options.safeParse(values);
  if (!parsed.success) throw new CannotStart(`${z.prettifyError(parsed.error)}\n${usage}`);
  const { ramp, "model-ms": modelMs, ...sizes } = parsed.data;
  const options: LoadOptions = { ...sizes, rampSeconds: ramp, modelMs, repeatShare: 0.05 };
  const reports: Record<string, LoadReport> = {};
  if (options.heavy > 0) {
    const alone = { ...options, jobs: options.jobs - options.heavy, heavy: 0 };
    reports.withoutHeavy = await measured("without the heavy tenant", alone);
  }
  reports.all = await measured("all tenants", options);
  if (values.json) console.log(JSON.stringify(reports));
  else for (const [name, report] of Object.entries(reports)) print(name, report);
  const { withoutHeavy, all } = reports;
  if (withoutHeavy !== undefined && all !== undefined) {
    const ratio = all.othersWaitP95Ms / withoutHeavy.othersWaitP95Ms;
    console.error(`others' p95 wait beside the heavy tenant: ${ratio.toFixed(2)} x`);
  }
  const broken = Object.values(reports).some(({ lost, doubled }) => lost + doubled > 0);
  process.exitCode = broken ? 1 : 0;
}

async function measured(name: string, options: LoadOptions): Promise<LoadReport> {
  console.error(`${name}: ${options.jobs} jobs`);
  const onProgress = (ended: number) => {
    if (ended % 100 === 0) console.error(`  ${ended} ended`);
  };
  return reportOf(await runLoad(options, onProgress));
}

function print(name: string, report: LoadReport): void {
  console.log(`\n${name}`);
  for (const [key, value] of Object.entries(report)) {
    const shown = typeof value === "number" ? String(Math.round(value)) : JSON.stringify(value);
    console.log(`  ${key.padEnd(16)} ${shown}`);
  }
}

main().catch(exitWith);
