import { endpointPolicy } from "#shared/config/api-url.ts";
import { createConfig } from "#shared/config/create-config.ts";
import { apiHandler } from "#shared/http/api-handler.ts";
import { readEnvironment } from "#shared/http/read-environment.ts";
import { etagOf } from "#shared/nodes/etag.ts";
import { configStore } from "../services/config-store.ts";
import { keyWriter } from "../services/key-writer.ts";
import { newId, systemClock } from "../services/system.ts";

export const handler = apiHandler(
  "create-llm-config",
  (environment) => ({
    configs: configStore(environment),
    keys: keyWriter(environment),
    clock: systemClock,
    newId,
    policy: endpointPolicy(readEnvironment(environment, "LLM_ALLOWED_HOSTS").LLM_ALLOWED_HOSTS),
  }),
  async ({ caller, query, body, basePath }, { policy, ...services }) => {
    const input = { caller, scope: query.scope, request: body, policy };
    const config = await createConfig(input, services);
    const place = `${basePath}/api/llm-config/${config.id}`;
    const location = query.scope === "user" ? place : `${place}?scope=${query.scope}`;
    return { status: 201, headers: { location, etag: etagOf(config) }, body: config };
  },
);
