import { resolve } from "node:path";
import type { CloudAssembly } from "aws-cdk-lib/cx-api";
import * as z from "zod";
import { build } from "./build.ts";
import { CannotSynthesize, sayWhyNot } from "./cannot-synthesize.ts";
import { createApp } from "./create-app.ts";
import { DataStack } from "./data-stack.ts";
import { deploymentOf } from "./deployment.ts";
import { ServiceStack } from "./service-stack.ts";

export interface SynthesizeOptions {
  /** What is to be synthesized, by the names of `contextKeys`. */
  readonly context: Readonly<Record<string, unknown>>;
  /** Folder the assembly is written to; the CDK's choice if not given. */
  readonly outdir?: string;
  /** Folder with the built functions; `dist` of the repository if not given. */
  readonly assets?: string;
  /** Whether the offline checks run too; they take longer than the synthesis. */
  readonly checks?: boolean;
  /** Where settings that shape the template are read; only defaults if not given. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

const defaultAssets = resolve(import.meta.dirname, "../dist");

/**
 * Writes the assembly of a stage: manifest, templates and the functions' folders. The functions
 * must have been built. Account and region are those of the command that deploys.
 * @throws CannotSynthesize for a context that contradicts itself, and with all errors that
 *   `checks` find
 */
export function synthesize(options: SynthesizeOptions): CloudAssembly {
  const environment = options.environment ?? {};
  const deployment = deploymentOf(options.context, environment.CDK_DEFAULT_REGION);
  const app = createApp({ outdir: options.outdir, checks: options.checks ?? false });
  const data = new DataStack(app, "Data", deployment);
  new ServiceStack(app, "Service", {
    deployment,
    data,
    assets: resolve(options.assets ?? defaultAssets),
    environment,
  });
  return app.synth();
}

/** Run by the command of the CDK, which passes the context on and says where to write. */
async function synthesizeForCommand(): Promise<void> {
  const context = z
    .record(z.string(), z.unknown())
    .parse(JSON.parse(process.env.CDK_CONTEXT_JSON ?? "{}"));
  const { stage } = deploymentOf(context, process.env.CDK_DEFAULT_REGION);
  if (stage.local) {
    throw new CannotSynthesize(
      `The stage "${stage.name}" is only for this machine; set the context "stage" to dev, staging or prod.`,
    );
  }
  const { outdir } = await build();
  synthesize({ context, assets: outdir, checks: true, environment: process.env });
}

if (import.meta.main) await sayWhyNot(synthesizeForCommand);
