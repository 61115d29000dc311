import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as z from "zod";
import { synthesize } from "../../../cdk/app.ts";
import { functionEntries } from "../../../cdk/bundle/entry-points.ts";

const Resource = z.object({
  Type: z.string(),
  Properties: z.record(z.string(), z.json()).default({}),
  DeletionPolicy: z.string().optional(),
});
export type Resource = z.infer<typeof Resource>;

const Template = z.object({
  Parameters: z.record(z.string(), z.record(z.string(), z.json())).default({}),
  Resources: z.record(z.string(), Resource),
  Outputs: z.record(z.string(), z.json()).default({}),
});
export type Template = z.infer<typeof Template>;

export interface Templates {
  readonly data: Template;
  readonly service: Template;
}

export interface TemplateOptions {
  readonly stage?: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly checks?: boolean;
  readonly ownsApiGatewayAccount?: boolean;
}

/** The templates of a stage, with empty functions in place of built ones. */
export function synthesizedTemplates(options: TemplateOptions = {}): Templates {
  const directory = mkdtempSync(join(tmpdir(), "templates-"));
  try {
    const assets = join(directory, "functions");
    writeEmptyFunctions(assets);
    const { stage = "dev", environment = {}, checks = false, ...account } = options;
    const outdir = join(directory, "assembly");
    const assembly = synthesize({ stage, environment, checks, assets, outdir, ...account });
    const [data, service] = ["Data", "Service"].map((name) =>
      Template.parse(assembly.getStackArtifact(name).template),
    );
    if (!data || !service) throw new Error("a stack is missing");
    return { data, service };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

function writeEmptyFunctions(assets: string): void {
  for (const { name } of functionEntries()) {
    mkdirSync(join(assets, name), { recursive: true });
    writeFileSync(join(assets, name, "index.mjs"), `// ${name}`);
  }
}

/** Resources of a type by logical id. */
export function ofType(template: Template, type: string): [string, Resource][] {
  return Object.entries(template.Resources).filter(([, resource]) => resource.Type === type);
}

/** The one resource of this logical id. */
export function resource(template: Template, id: string): Resource {
  const found = template.Resources[id];
  if (!found) throw new Error(`no ${id} among ${Object.keys(template.Resources).join(", ")}`);
  return found;
}
