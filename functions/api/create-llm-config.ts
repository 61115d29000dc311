import { createConfigOnce } from "#shared/config/create-config-once.ts";
import { verifySaved } from "#shared/config/health-checker.ts";
import { apiHandler } from "#shared/http/api-handler.ts";
import { idempotencyOf, replayedHeader } from "#shared/http/idempotency-key.ts";
import { etagOf } from "#shared/nodes/etag.ts";
import { llmConfigChanges } from "../services/llm-config-changes.ts";
import { configMaking } from "../services/make-once.ts";
import { requestLimiter } from "../services/request-limiter.ts";

export const handler = apiHandler(
  "create-llm-config",
  (environment) => ({ ...llmConfigChanges(environment), ...configMaking(environment) }),
  async ({ caller, query, headers, body, basePath, log }, { policy, ...services }) => {
    const { scope, verify } = query;
    const idempotency = idempotencyOf("create-llm-config", { headers, params: query, body });
    const input = { caller, scope, request: body, policy, idempotency };
    const { made, replayed } = await createConfigOnce(input, services);
    const onFault = (error: unknown) => log.warn("not tried", { error });
    const saved = { caller, scope, verify: replayed ? "false" : verify, config: made };
    const config = await verifySaved(saved, { ...services, onFault });
    const place = `${basePath}/api/llm-config/${config.id}`;
    const location = scope === "user" ? place : `${place}?scope=${scope}`;
    const told = { location, etag: etagOf(config), ...(replayed && replayedHeader) };
    return { status: 201, headers: told, body: config };
  },
  requestLimiter,
);
