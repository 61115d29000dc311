import { refreshConfigs } from "#shared/config/refresh-configs.ts";
import { functionLog } from "#shared/http/function-log.ts";
import { functionMetrics } from "#shared/http/function-metrics.ts";
import { watchedFunction } from "#shared/http/watched-function.ts";
import { lazy } from "#shared/lazy.ts";
import { configStore, usedDays } from "../services/config-store.ts";
import { healthChecker } from "../services/health-checker.ts";
import { keyWriter } from "../services/key-writer.ts";
import { systemClock } from "../services/system.ts";

const services = lazy(() => ({
  configs: configStore(process.env),
  usedDays: usedDays(process.env),
  keys: keyWriter(process.env),
  healthChecker: healthChecker(process.env),
  clock: systemClock,
}));

export const handler = watchedFunction({ kind: "config_refresh" }, async () => {
  const log = functionLog(process.env);
  const refreshed = await refreshConfigs({
    ...(await services()),
    onFault: (error, owner) => {
      log.error("not refreshed", { tenant: owner, error });
      functionMetrics.count("service_errors_total", { function_kind: "config_refresh" });
    },
  });
  const { unhealthy, cleaned, used } = refreshed;
  if (unhealthy > 0) log.warn("configurations of the platform do not answer", { count: unhealthy });
  if (cleaned > 0) log.warn("keys cleaned", { count: cleaned });
  if (used.stale > 0) log.warn("configurations in use were not tried", { count: used.stale });
  return refreshed;
});
