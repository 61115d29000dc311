import { createConfig } from "#shared/config/create-config.ts";
import { verifySaved } from "#shared/config/health-checker.ts";
import { apiHandler } from "#shared/http/api-handler.ts";
import { etagOf } from "#shared/nodes/etag.ts";
import { llmConfigChanges } from "../services/llm-config-changes.ts";
import { requestLimiter } from "../services/request-limiter.ts";

export const handler = apiHandler(
  "create-llm-config",
  llmConfigChanges,
  async ({ caller, query, body, basePath, log }, { policy, ...services }) => {
    const { scope, verify } = query;
    const created = await createConfig({ caller, scope, request: body, policy }, services);
    const onFault = (error: unknown) => log.warn("not tried", { error });
    const saved = { caller, scope, verify, config: created };
    const config = await verifySaved(saved, { ...services, onFault });
    const place = `${basePath}/api/llm-config/${config.id}`;
    const location = scope === "user" ? place : `${place}?scope=${scope}`;
    return { status: 201, headers: { location, etag: etagOf(config) }, body: config };
  },
  requestLimiter,
);
