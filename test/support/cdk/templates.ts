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
  UpdatePolicy: z.json().optional(),
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
  /** Whether a command to delete the stack is refused, by the stack's name in the app. */
  readonly protectedStacks: Readonly<Record<string, boolean>>;
}

export interface TemplateOptions {
  readonly stage?: string;
  /** What else is said of the deployment, by the names of `contextKeys`. */
  readonly context?: Readonly<Record<string, unknown>>;
  readonly environment?: Readonly<Record<string, string>>;
  readonly checks?: boolean;
}

const made = new Map<string, Templates>();

/** The templates of a stage, with empty functions in place of built ones; made once. */
export function synthesizedTemplates(options: TemplateOptions = {}): Templates {
  const { stage = "dev", context = {}, environment = {}, checks = false } = options;
  const key = JSON.stringify({ stage, context, environment, checks });
  const templates = made.get(key) ?? synthesizeTemplates(options);
  made.set(key, templates);
  return templates;
}

/** The same, made anew. */
export function synthesizeTemplates(options: TemplateOptions): Templates {
  const directory = mkdtempSync(join(tmpdir(), "templates-"));
  try {
    const assets = join(directory, "functions");
    writeEmptyFunctions(assets);
    const { stage = "dev", environment = {}, checks = false } = options;
    const context = { ...options.context, stage };
    const outdir = join(directory, "assembly");
    const assembly = synthesize({ context, environment, checks, assets, outdir });
    const [data, service] = ["Data", "Service"].map((name) =>
      Template.parse(assembly.getStackArtifact(name).template),
    );
    if (!data || !service) throw new Error("a stack is missing");
    const protectedStacks = Object.fromEntries(
      assembly.stacks.map(({ id, terminationProtection }) => [id, terminationProtection ?? false]),
    );
    return { data, service, protectedStacks };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** Production as it is asserted on: checked, with everything that it can have. */
export const wholeProduction = (): Templates =>
  synthesizedTemplates({
    stage: "prod",
    checks: true,
    context: {
      ownsApiGatewayAccount: true,
      alarmEmail: "operator@example.com",
      domainName: "api.example.com",
      certificateArn: "arn:aws:acm:eu-central-1:123456789012:certificate/0a1b2c3d",
      hostedZoneId: "Z0123456789",
    },
  });

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
