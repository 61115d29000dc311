import { cacheStatus } from "#shared/config/cache-status.ts";
import { apiHandler } from "#shared/http/api-handler.ts";
import { configCache } from "../services/config-cache.ts";
import { requestLimiter } from "../services/request-limiter.ts";

export const handler = apiHandler(
  "get-cache-status",
  configCache,
  async ({ caller, query }, services) => ({
    status: 200,
    body: await cacheStatus({ caller, scope: query.scope }, services),
  }),
  requestLimiter,
);
