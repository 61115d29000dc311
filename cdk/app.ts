import { resolve } from "node:path";
import { App, Validations } from "aws-cdk-lib";
import type { CloudAssembly } from "aws-cdk-lib/cx-api";
import { AwsSolutionsChecks, ServerlessChecks } from "cdk-nag";
import * as z from "zod";
import { build } from "./build.ts";
import { DataStack } from "./data-stack.ts";
import { featureFlags } from "./feature-flags.ts";
import { ServiceStack } from "./service-stack.ts";
import { stageNamed } from "./stages.ts";

export interface SynthesizeOptions {
  readonly stage: string;
  /** Folder the assembly is written to. */
  readonly outdir?: string;
  /** Folder with the built functions; `dist` of the repository if not given. */
  readonly assets?: string;
  /** Whether the offline checks run too; they take longer than the synthesis. */
  readonly checks?: boolean;
  /** Where settings that shape the template are read; none if not given. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

/** Where the build leaves the functions, unless told otherwise. */
const defaultAssets = resolve(import.meta.dirname, "../dist");

/**
 * Writes the assembly of a stage: templates, manifest and the functions' folders. The functions
 * must have been built.
 * @throws with all findings, if `checks` run and find anything that is not acknowledged.
 */
export function synthesize(options: SynthesizeOptions): CloudAssembly {
  const stage = stageNamed(options.stage);
  const checks = options.checks ?? false;
  const app = new App({
    ...(options.outdir === undefined ? {} : { outdir: resolve(options.outdir) }),
    postCliContext: featureFlags,
    analyticsReporting: false,
    treeMetadata: false,
    builtinCloudFormationValidation: checks,
  });
  if (checks)
    Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new ServerlessChecks(app));
  const data = new DataStack(app, "Data", stage);
  new ServiceStack(app, "Service", {
    stage,
    data,
    assets: resolve(options.assets ?? defaultAssets),
    environment: options.environment ?? {},
  });
  return app.synth();
}

/** What `cdk deploy --context stage=…` passes on; the command itself says where to write. */
const CommandContext = z.object({ stage: z.string().default("dev") });

if (import.meta.main) {
  const { stage } = CommandContext.parse(JSON.parse(process.env.CDK_CONTEXT_JSON ?? "{}"));
  const { outdir } = await build();
  synthesize({ stage, assets: outdir, checks: true, environment: process.env });
}
