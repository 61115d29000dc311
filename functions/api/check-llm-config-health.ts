import { ownerToChange } from "#shared/config/config-owner.ts";
import { requireHealth } from "#shared/config/health-checker.ts";
import { apiHandler } from "#shared/http/api-handler.ts";
import { healthChecker } from "../services/health-checker.ts";
import { requestLimiter } from "../services/request-limiter.ts";

export const handler = apiHandler(
  "check-llm-config-health",
  (environment) => ({ healthChecker: healthChecker(environment) }),
  async ({ caller, params, query }, services) => {
    const owner = ownerToChange(caller, query.scope);
    const body = await requireHealth({ owner, configId: params.id }, services);
    return { status: 200, body };
  },
  requestLimiter,
);
