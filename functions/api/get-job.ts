import { apiHandler } from "#shared/http/api-handler.ts";
import { getJob } from "#shared/jobs/get-job.ts";
import { presentJob } from "#shared/jobs/present-job.ts";
import { requestLimiter } from "../services/request-limiter.ts";
import { jobStore } from "../services/stores.ts";

export const handler = apiHandler(
  "get-job",
  (environment) => ({ jobs: jobStore(environment) }),
  async ({ caller, params, basePath }, services) => {
    const job = await getJob({ tenant: caller.tenant, id: params.id }, services);
    return { status: 200, body: presentJob(job, { basePath, now: new Date() }) };
  },
  requestLimiter,
);
