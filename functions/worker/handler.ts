import type { SQSEvent } from "aws-lambda";
import { HealthCheckEvent } from "#schemas/health-check.ts";
import { GenerationMessage } from "#schemas/job.ts";
import { queueHandler } from "#shared/aws/queue-handler.ts";
import { describeFault } from "#shared/generation/describe-fault.ts";
import { functionLog } from "#shared/http/function-log.ts";
import { tellCrash, watchedFunction } from "#shared/http/watched-function.ts";
import { lazy } from "#shared/lazy.ts";
import { runJob } from "./run-job.ts";
import { tryConfig } from "./try-config.ts";
import { workerServices } from "./worker-services.ts";

const logOf = (message: GenerationMessage | undefined) => {
  const { tenant, jobId, requestId } = message ?? {};
  return functionLog(process.env, { tenant, jobId, requestId });
};

const services = lazy(() => workerServices(process.env));

const generate = queueHandler(
  GenerationMessage,
  services,
  (message, made) => runJob(message, made, logOf(message)),
  async (error, message) => {
    logOf(message).error("generation crashed", describeFault(error));
    await tellCrash("worker", error, message ?? {});
  },
);

/** Messages of the queue, and configurations to be tried for functions that may not read keys. */
export const handler = watchedFunction(
  { kind: "worker" },
  async (event: SQSEvent | HealthCheckEvent) => {
    if ("Records" in event) return generate(event);
    const { providers } = await services();
    return tryConfig(HealthCheckEvent.parse(event), providers, functionLog(process.env));
  },
);
