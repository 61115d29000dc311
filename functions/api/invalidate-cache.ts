import { invalidateCache } from "#shared/config/cache-status.ts";
import { apiHandler } from "#shared/http/api-handler.ts";
import { configCache } from "../services/config-cache.ts";
import { requestLimiter } from "../services/request-limiter.ts";

export const handler = apiHandler(
  "invalidate-cache",
  configCache,
  async ({ caller, query }, services) => ({
    status: 200,
    body: await invalidateCache({ caller, scope: query.scope }, services),
  }),
  requestLimiter,
);
