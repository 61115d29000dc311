import { resolve } from "node:path";
import type { CloudAssembly } from "aws-cdk-lib/cx-api";
import * as z from "zod";
import { build } from "./build.ts";
import { createApp } from "./create-app.ts";
import { DataStack } from "./data-stack.ts";
import { ServiceStack } from "./service-stack.ts";
import { stageNamed } from "./stages.ts";

export interface SynthesizeOptions {
  readonly stage: string;
  /** Folder the assembly is written to; the CDK's choice if not given. */
  readonly outdir?: string;
  /** Folder with the built functions; `dist` of the repository if not given. */
  readonly assets?: string;
  /** Whether the offline checks run too; they take longer than the synthesis. */
  readonly checks?: boolean;
  /** See `ApiProps`; false if not given. */
  readonly ownsApiGatewayAccount?: boolean;
  /** Where settings that shape the template are read; only defaults if not given. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

const defaultAssets = resolve(import.meta.dirname, "../dist");

/**
 * Writes the assembly of a stage: manifest, templates and the functions' folders. The functions
 * must have been built.
 * @throws for an unknown stage, and with all errors that `checks` find.
 */
export function synthesize(options: SynthesizeOptions): CloudAssembly {
  const stage = stageNamed(options.stage);
  const app = createApp({ outdir: options.outdir, checks: options.checks ?? false });
  const data = new DataStack(app, "Data", stage);
  new ServiceStack(app, "Service", {
    stage,
    data,
    assets: resolve(options.assets ?? defaultAssets),
    ownsApiGatewayAccount: options.ownsApiGatewayAccount ?? false,
    environment: options.environment ?? {},
  });
  return app.synth();
}

/** What `cdk deploy --context stage=…` passes on; the command itself says where to write. */
const CommandContext = z.object({
  stage: z.string().default("dev"),
  ownsApiGatewayAccount: z.union([z.boolean(), z.stringbool()]).default(false),
});

if (import.meta.main) {
  const context = CommandContext.parse(JSON.parse(process.env.CDK_CONTEXT_JSON ?? "{}"));
  const { stage } = context;
  if (stageNamed(stage).local) {
    throw new Error(`The stage "${stage}" is only for this machine; deploy another one.`);
  }
  const { outdir } = await build();
  synthesize({ ...context, assets: outdir, checks: true, environment: process.env });
}
