import { deleteConfig } from "#shared/config/delete-config.ts";
import { apiHandler } from "#shared/http/api-handler.ts";
import { configStore } from "../services/config-store.ts";
import { keyWriter } from "../services/key-writer.ts";
import { requestLimiter } from "../services/request-limiter.ts";
import { systemClock } from "../services/system.ts";

export const handler = apiHandler(
  "delete-llm-config",
  (environment) => ({
    configs: configStore(environment),
    keys: keyWriter(environment),
    clock: systemClock,
  }),
  async ({ caller, params, query, headers, log }, services) => {
    const ifMatch = headers["if-match"];
    const input = { caller, scope: query.scope, id: params.id, ifMatch };
    const onFault = (error: unknown) => log.warn("key not removed yet", { error });
    await deleteConfig(input, { ...services, onFault });
    return { status: 200, body: { message: "LLM configuration deleted successfully" } };
  },
  requestLimiter,
);
