import type { SQSEvent } from "aws-lambda";
import { HealthCheckEvent } from "#schemas/health-check.ts";
import { GenerationMessage } from "#schemas/job.ts";
import { queueHandler } from "#shared/aws/queue-handler.ts";
import type { BreakerChange } from "#shared/config/chain-provider.ts";
import { describeFault } from "#shared/generation/describe-fault.ts";
import type { GenerationSummary } from "#shared/generation/generation-summary.ts";
import { runGeneration } from "#shared/generation/run-generation.ts";
import { functionLog } from "#shared/http/function-log.ts";
import { lazy } from "#shared/lazy.ts";
import { tryConfig } from "./try-config.ts";
import { workerServices } from "./worker-services.ts";

const logOf = (message: GenerationMessage | undefined) =>
  functionLog(process.env, { tenant: message?.tenant, jobId: message?.jobId });

const services = lazy(() => workerServices(process.env));

const generate = queueHandler(
  GenerationMessage,
  services,
  async (message, { providers, ...services }) => {
    const log = logOf(message);
    const onFault = (error: unknown) => log.warn("generation fault", describeFault(error));
    const onBreaker = (change: BreakerChange) => log.warn("breaker", lineOf(change));
    let summary: GenerationSummary | undefined;
    const onSummary = (made: GenerationSummary) => {
      summary = made;
    };
    const started = services.clock.now().getTime();
    const outcome = await runGeneration(message, {
      ...services,
      provider: (job) => providers.provider(job, { onBreaker, onFault }),
      onFault,
      onSummary,
    });
    const durationMs = services.clock.now().getTime() - started;
    const tokenFactors = services.calibration.factors();
    log.info("generation", { outcome, durationMs, tokenFactors, ...summary });
  },
  (error, message) => logOf(message).error("generation crashed", describeFault(error)),
);

/** Messages of the queue, and configurations to be tried for functions that may not read keys. */
export const handler = async (event: SQSEvent | HealthCheckEvent) => {
  if ("Records" in event) return generate(event);
  const { providers } = await services();
  return tryConfig(HealthCheckEvent.parse(event), providers, functionLog(process.env));
};

const lineOf = ({ owner, config, provider, model, state, failures }: BreakerChange) => ({
  tenant: owner,
  configId: config ?? undefined,
  provider,
  model,
  outcome: state,
  count: failures,
});
