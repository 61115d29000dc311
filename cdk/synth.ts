import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { assemble } from "./assemble.ts";
import { findings, stackSummaries } from "./read-assembly.ts";

/** CloudFormation takes 500; the rest is room for what is added between two deploys. */
const mostResources = 450;

/**
 * Builds and synthesizes a stage and runs every check that works without an account. Answers with
 * lines to show, and with what is wrong.
 */
export async function synth(stage: string, outdir: string) {
  const { directory, cached } = await assemble({
    stage,
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

if (import.meta.main) {
  const { values } = parseArgs({ options: { stage: { type: "string", default: "dev" } } });
  const { summary, wrong } = await synth(values.stage, resolve(import.meta.dirname, "../cdk.out"));
  console.log(summary.join("\n"));
  for (const line of wrong) console.error(line);
  process.exitCode = wrong.length > 0 ? 1 : 0;
}
