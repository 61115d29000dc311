import { GenerationMessage } from "#schemas/job.ts";
import { queueHandler } from "#shared/aws/queue-handler.ts";
import { runGeneration } from "#shared/generation/run-generation.ts";
import { functionLog } from "#shared/http/function-log.ts";
import { workerServices } from "./worker-services.ts";

export const handler = queueHandler(
  GenerationMessage,
  workerServices,
  async (message, services) => {
    const started = services.clock.now().getTime();
    const outcome = await runGeneration(message, services);
    const durationMs = services.clock.now().getTime() - started;
    const { tenant, jobId } = message;
    functionLog(process.env).info("generation", { tenant, jobId, outcome, durationMs });
  },
  (error) => functionLog(process.env).error("generation crashed", { error }),
);
