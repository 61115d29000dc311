import { apiHandler } from "#shared/http/api-handler.ts";
import { getTranscript } from "#shared/jobs/get-transcript.ts";
import { requestLimiter } from "../services/request-limiter.ts";
import { jobStore } from "../services/stores.ts";

export const handler = apiHandler(
  "get-transcript",
  (environment) => ({ jobs: jobStore(environment) }),
  async ({ caller, params }, services) => ({
    status: 200,
    body: await getTranscript({ tenant: caller.tenant, id: params.id }, services),
  }),
  requestLimiter,
);
