import { resolve } from "node:path";
import { App, Validations } from "aws-cdk-lib";
import { AwsSolutionsChecks, ServerlessChecks } from "cdk-nag";
import { featureFlags } from "./feature-flags.ts";

/**
 * An app that behaves alike from whatever command it is run. With `checks`, its synthesis stops at
 * any error that the validator of templates or the rule packs find and nobody acknowledged.
 */
export function createApp(options: { outdir?: string | undefined; checks: boolean }): App {
  const app = new App({
    ...(options.outdir === undefined ? {} : { outdir: resolve(options.outdir) }),
    postCliContext: featureFlags,
    analyticsReporting: false,
    treeMetadata: false,
    builtinCloudFormationValidation: options.checks,
  });
  if (options.checks) {
    Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new ServerlessChecks(app));
  }
  return app;
}
