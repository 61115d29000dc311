import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod";

const Template = z.object({
  Resources: z.record(z.string(), z.object({ Type: z.string() })),
});

const Manifest = z.object({
  artifacts: z.record(
    z.string(),
    z.object({
      type: z.string(),
      properties: z.object({ templateFile: z.string().optional() }).optional(),
    }),
  ),
});

const Violation = z.object({
  ruleName: z.string(),
  description: z.string().default(""),
  severity: z.string(),
  violatingConstructs: z.array(z.object({ constructPath: z.string().optional() })).default([]),
});

const Report = z.object({
  pluginReports: z.array(z.object({ pluginName: z.string(), violations: z.array(Violation) })),
});

export interface StackSummary {
  readonly name: string;
  readonly resources: number;
  readonly functions: number;
}

/** The stacks of a written assembly, with how much is in each. */
export async function stackSummaries(directory: string): Promise<StackSummary[]> {
  const { artifacts } = Manifest.parse(await readJson(join(directory, "manifest.json")));
  const stacks = Object.entries(artifacts).flatMap(([name, { type, properties }]) =>
    type === "aws:cloudformation:stack" && properties?.templateFile
      ? [{ name, file: properties.templateFile }]
      : [],
  );
  return Promise.all(
    stacks.map(async ({ name, file }) => {
      const { Resources } = Template.parse(await readJson(join(directory, file)));
      const types = Object.values(Resources).map(({ Type }) => Type);
      const functions = types.filter((type) => type === "AWS::Lambda::Function").length;
      return { name, resources: types.length, functions };
    }),
  );
}

/** What the checks found and nobody acknowledged, warnings too, as one line each. */
export async function findings(directory: string): Promise<string[]> {
  const path = join(directory, "validation-report.json");
  if (!existsSync(path)) throw new Error(`${directory} was synthesized without checks`);
  const { pluginReports } = Report.parse(await readJson(path));
  return pluginReports.flatMap(({ pluginName, violations }) =>
    violations.map(({ severity, ruleName, description, violatingConstructs }) => {
      const places = violatingConstructs.map(({ constructPath }) => constructPath ?? "?");
      return `${severity} ${pluginName} ${ruleName}: ${description} (${places.join(", ")})`;
    }),
  );
}

async function readJson(path: string): Promise<unknown> {
  return JSON.parse(await readFile(path, "utf8"));
}
