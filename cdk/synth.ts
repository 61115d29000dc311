import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { assemble } from "./assemble.ts";
import { CannotSynthesize, sayWhyNot } from "./cannot-synthesize.ts";
import { findings, stackSummaries } from "./read-assembly.ts";

/** CloudFormation takes 500; the rest is room for what is added between two deploys. */
const mostResources = 450;

export interface SynthOptions {
  readonly stage: string;
  readonly outdir: string;
  /** What else is said of the deployment, by the names of `contextKeys`. */
  readonly context?: Readonly<Record<string, string>>;
}

/**
 * Builds and synthesizes a stage and runs every check that works without an account. Answers with
 * lines to show, and with what is wrong.
 */
export async function synth({ stage, outdir, context = {} }: SynthOptions) {
  const { directory, cached } = await assemble({
    stage,
    context,
    outdir,
    checks: true,
    environment: process.env,
  });
  const stacks = await stackSummaries(directory);
  const found = await findings(directory);
  const tooLarge = stacks
    .filter(({ resources }) => resources > mostResources)
    .map(({ name, resources }) => `${name} has ${resources} resources, over ${mostResources}`);
  const lines = stacks.map(
    ({ name, resources, functions }) => `  ${name}: ${resources} resources, ${functions} functions`,
  );
  const how = cached ? "unchanged" : "synthesized";
  return {
    summary: [`stage ${stage}, ${how}`, ...lines, `  findings: ${found.length}`],
    wrong: [...found, ...tooLarge],
  };
}

/** `--context name=value` as the command of the CDK takes it. */
function contextOf(pairs: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.indexOf("=");
      if (at < 1) throw new CannotSynthesize(`Write --context name=value instead of "${pair}".`);
      return [pair.slice(0, at), pair.slice(at + 1)];
    }),
  );
}

async function runCommand(): Promise<void> {
  const { values } = parseArgs({
    options: {
      stage: { type: "string", default: "dev" },
      context: { type: "string", short: "c", multiple: true, default: [] },
    },
  });
  const outdir = resolve(import.meta.dirname, "../cdk.out");
  const context = contextOf(values.context);
  const { summary, wrong } = await synth({ stage: values.stage, outdir, context });
  console.log(summary.join("\n"));
  for (const line of wrong) console.error(line);
  process.exitCode = wrong.length > 0 ? 1 : 0;
}

if (import.meta.main) await sayWhyNot(runCommand);
