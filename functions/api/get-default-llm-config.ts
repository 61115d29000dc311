import { getDefaultConfig } from "#shared/config/read-configs.ts";
import { apiHandler } from "#shared/http/api-handler.ts";
import { etagOf } from "#shared/nodes/etag.ts";
import { configStore } from "../services/config-store.ts";
import { requestLimiter } from "../services/request-limiter.ts";

export const handler = apiHandler(
  "get-default-llm-config",
  (environment) => ({ configs: configStore(environment) }),
  async ({ caller, query }, services) => {
    const config = await getDefaultConfig({ caller, scope: query.scope }, services);
    return { status: 200, headers: { etag: etagOf(config) }, body: config };
  },
  requestLimiter,
);
