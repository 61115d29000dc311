import { listConfigs } from "#shared/config/read-configs.ts";
import { apiHandler } from "#shared/http/api-handler.ts";
import { configStore } from "../services/config-store.ts";
import { requestLimiter } from "../services/request-limiter.ts";

export const handler = apiHandler(
  "list-llm-configs",
  (environment) => ({ configs: configStore(environment) }),
  async ({ caller, query }, services) => ({
    status: 200,
    body: await listConfigs({ caller, scope: query.scope }, services),
  }),
  requestLimiter,
);
