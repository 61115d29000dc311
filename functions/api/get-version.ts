import { apiHandler } from "#shared/http/api-handler.ts";
import { getVersion } from "#shared/nodes/get-version.ts";
import { requestLimiter } from "../services/request-limiter.ts";
import { nodeStore } from "../services/stores.ts";

export const handler = apiHandler(
  "get-version",
  (environment) => ({ nodes: nodeStore(environment) }),
  async ({ caller, params }, services) => ({
    status: 200,
    body: await getVersion({ tenant: caller.tenant, ...params }, services),
  }),
  requestLimiter,
);
