import { apiHandler } from "#shared/http/api-handler.ts";
import { listJobEvents } from "#shared/jobs/list-job-events.ts";
import { requestLimiter } from "../services/request-limiter.ts";
import { jobStore } from "../services/stores.ts";

export const handler = apiHandler(
  "get-job-events",
  (environment) => ({ jobs: jobStore(environment) }),
  async ({ caller, params, query }, services) => ({
    status: 200,
    body: await listJobEvents({ tenant: caller.tenant, id: params.id, ...query }, services),
  }),
  requestLimiter,
);
