import type { GenerationMessage } from "#schemas/job.ts";
import { AppError } from "#shared/app-error.ts";
import type { BreakerChange } from "#shared/config/chain-provider.ts";
import { describeFault } from "#shared/generation/describe-fault.ts";
import type { GenerationSummary } from "#shared/generation/generation-summary.ts";
import { runGeneration } from "#shared/generation/run-generation.ts";
import { functionMetrics as metrics } from "#shared/http/function-metrics.ts";
import type { Log } from "#shared/http/log.ts";
import { tellSecurity } from "#shared/http/security-event.ts";
import { tracedSandbox } from "#shared/http/traced-sandbox.ts";
import { countGeneration, scopeOf } from "#shared/observability/count-generation.ts";
import { ProviderError } from "#shared/providers/provider.ts";
import { watchedJobs } from "./watched-jobs.ts";
import type { WorkerServices } from "./worker-services.ts";

/** Runs the job of a message, and tells what came of it. */
export async function runJob(
  message: GenerationMessage,
  { providers, ...services }: WorkerServices,
  log: Log,
): Promise<void> {
  const { jobId, requestId } = message;
  const onFault = (error: unknown) => log.warn("generation fault", describeFault(error));
  const toldSecurity = { log, metrics };
  const told = {
    onBreaker: (change: BreakerChange) => tellBreaker(change, log),
    onBlockedEndpoint: () => tellSecurity("blocked_endpoint", {}, toldSecurity),
    onFault: (error: unknown) => {
      if (isFailedCall(error)) metrics.count("provider_fallbacks_total");
      onFault(error);
    },
  };
  let summary: GenerationSummary | undefined;
  const started = services.clock.now().getTime();
  const outcome = await runGeneration(message, {
    ...services,
    jobs: watchedJobs(services.jobs, log),
    sandbox: tracedSandbox(services.sandbox, { trace: { jobId, requestId }, log, metrics }),
    provider: (job) => providers.provider(job, told),
    onFault,
    onPromptRepeated: () => tellSecurity("prompt_in_reply", {}, toldSecurity),
    onSummary: (made) => {
      summary = made;
    },
  });
  const durationMs = services.clock.now().getTime() - started;
  countGeneration({ outcome, summary, durationMs }, metrics);
  if (summary?.verdicts.includes("refused")) tellSecurity("request_refused", {}, toldSecurity);
  const tokenFactors = services.calibration.factors();
  log.info("generation", { outcome, durationMs, tokenFactors, ...summary });
}

/** What the chain also tells are states that were not written. */
const isFailedCall = (error: unknown): boolean =>
  error instanceof ProviderError || error instanceof AppError;

function tellBreaker(change: BreakerChange, log: Log): void {
  const { owner, config, provider, model, state, failures } = change;
  if (state === "open") metrics.count("breaker_openings_total", { scope: scopeOf(owner) });
  log.warn("breaker", {
    tenant: owner,
    configId: config ?? undefined,
    provider,
    model,
    outcome: state,
    count: failures,
  });
}
