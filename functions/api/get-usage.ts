import { apiHandler } from "#shared/http/api-handler.ts";
import { readEnvironment } from "#shared/http/read-environment.ts";
import { getUsage } from "#shared/usage/get-usage.ts";
import { requestLimiter } from "../services/request-limiter.ts";
import { systemClock } from "../services/system.ts";
import { usageStore } from "../services/usage-store.ts";

export const handler = apiHandler(
  "get-usage",
  (environment) => ({
    usage: usageStore(environment),
    clock: systemClock,
    dailyBudgetUsd: readEnvironment(environment, "DAILY_BUDGET_USD").DAILY_BUDGET_USD,
  }),
  async ({ caller, query }, services) => ({
    status: 200,
    body: await getUsage({ tenant: caller.tenant, ...query }, services),
  }),
  requestLimiter,
);
