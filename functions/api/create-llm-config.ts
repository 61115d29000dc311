import { endpointPolicy } from "#shared/config/api-url.ts";
import { ownerToChange } from "#shared/config/config-owner.ts";
import { createConfig } from "#shared/config/create-config.ts";
import { verifySaved } from "#shared/config/health-checker.ts";
import { apiHandler } from "#shared/http/api-handler.ts";
import { readEnvironment } from "#shared/http/read-environment.ts";
import { etagOf } from "#shared/nodes/etag.ts";
import { configStore } from "../services/config-store.ts";
import { healthChecker } from "../services/health-checker.ts";
import { keyWriter } from "../services/key-writer.ts";
import { requestLimiter } from "../services/request-limiter.ts";
import { newId, systemClock } from "../services/system.ts";

export const handler = apiHandler(
  "create-llm-config",
  (environment) => ({
    configs: configStore(environment),
    keys: keyWriter(environment),
    healthChecker: healthChecker(environment),
    clock: systemClock,
    newId,
    policy: endpointPolicy(readEnvironment(environment, "LLM_ALLOWED_HOSTS").LLM_ALLOWED_HOSTS),
  }),
  async ({ caller, query, body, basePath, log }, { policy, ...services }) => {
    const input = { caller, scope: query.scope, request: body, policy };
    const created = await createConfig(input, services);
    const onFault = (error: unknown) => log.warn("not tried", { error });
    const config =
      query.verify === "false"
        ? created
        : await verifySaved(created, ownerToChange(caller, query.scope), { ...services, onFault });
    const place = `${basePath}/api/llm-config/${config.id}`;
    const location = query.scope === "user" ? place : `${place}?scope=${query.scope}`;
    return { status: 201, headers: { location, etag: etagOf(config) }, body: config };
  },
  requestLimiter,
);
