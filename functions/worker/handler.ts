import { GenerationMessage } from "#schemas/job.ts";
import { queueHandler } from "#shared/aws/queue-handler.ts";
import { describeFault } from "#shared/generation/describe-fault.ts";
import type { GenerationSummary } from "#shared/generation/generation-summary.ts";
import { runGeneration } from "#shared/generation/run-generation.ts";
import { functionLog } from "#shared/http/function-log.ts";
import { workerServices } from "./worker-services.ts";

const logOf = (message: GenerationMessage | undefined) =>
  functionLog(process.env, { tenant: message?.tenant, jobId: message?.jobId });

export const handler = queueHandler(
  GenerationMessage,
  workerServices,
  async (message, services) => {
    const log = logOf(message);
    const onFault = (error: unknown) => log.warn("generation fault", describeFault(error));
    let summary: GenerationSummary | undefined;
    const onSummary = (made: GenerationSummary) => {
      summary = made;
    };
    const started = services.clock.now().getTime();
    const outcome = await runGeneration(message, { ...services, onFault, onSummary });
    const durationMs = services.clock.now().getTime() - started;
    const tokenFactors = services.calibration.factors();
    log.info("generation", { outcome, durationMs, tokenFactors, ...summary });
  },
  (error, message) => logOf(message).error("generation crashed", describeFault(error)),
);
