import { getConfig } from "#shared/config/read-configs.ts";
import { apiHandler } from "#shared/http/api-handler.ts";
import { etagOf } from "#shared/nodes/etag.ts";
import { configStore } from "../services/config-store.ts";
import { requestLimiter } from "../services/request-limiter.ts";

export const handler = apiHandler(
  "get-llm-config",
  (environment) => ({ configs: configStore(environment) }),
  async ({ caller, params, query }, services) => {
    const input = { caller, scope: query.scope, id: params.id };
    const config = await getConfig(input, services);
    return { status: 200, headers: { etag: etagOf(config) }, body: config };
  },
  requestLimiter,
);
