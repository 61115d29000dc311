import { apiHandler } from "#shared/http/api-handler.ts";
import { functionMetrics } from "#shared/http/function-metrics.ts";
import { cancelJob } from "#shared/jobs/cancel-job.ts";
import { presentJob } from "#shared/jobs/present-job.ts";
import { endingServices } from "../services/ending.ts";
import { requestLimiter } from "../services/request-limiter.ts";

export const handler = apiHandler(
  "cancel-job",
  endingServices,
  async ({ caller, params, basePath }, services) => {
    const job = await cancelJob(
      { tenant: caller.tenant, id: params.id },
      { ...services, metrics: functionMetrics },
    );
    return { status: 200, body: presentJob(job, { basePath, now: services.clock.now() }) };
  },
  requestLimiter,
);
