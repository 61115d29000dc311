import { endpointPolicy } from "#shared/config/api-url.ts";
import { ownerToChange } from "#shared/config/config-owner.ts";
import { verifySaved } from "#shared/config/health-checker.ts";
import { updateConfig } from "#shared/config/update-config.ts";
import { apiHandler } from "#shared/http/api-handler.ts";
import { readEnvironment } from "#shared/http/read-environment.ts";
import { etagOf } from "#shared/nodes/etag.ts";
import { configStore } from "../services/config-store.ts";
import { healthChecker } from "../services/health-checker.ts";
import { keyWriter } from "../services/key-writer.ts";
import { requestLimiter } from "../services/request-limiter.ts";
import { newId, systemClock } from "../services/system.ts";

export const handler = apiHandler(
  "update-llm-config",
  (environment) => ({
    configs: configStore(environment),
    keys: keyWriter(environment),
    healthChecker: healthChecker(environment),
    clock: systemClock,
    newId,
    policy: endpointPolicy(readEnvironment(environment, "LLM_ALLOWED_HOSTS").LLM_ALLOWED_HOSTS),
  }),
  async ({ caller, params, query, headers, body, log }, { policy, ...services }) => {
    const ifMatch = headers["if-match"];
    const { scope } = query;
    const input = { caller, scope, id: params.id, changes: body, ifMatch, policy };
    const onFault = (error: unknown) => log.warn("old key not removed yet", { error });
    const updated = await updateConfig(input, { ...services, onFault });
    const onUntried = (error: unknown) => log.warn("not tried", { error });
    const config =
      query.verify === "false"
        ? updated
        : await verifySaved(updated, ownerToChange(caller, scope), {
            ...services,
            onFault: onUntried,
          });
    return { status: 200, headers: { etag: etagOf(config) }, body: config };
  },
  requestLimiter,
);
