import type { HealthCheckEvent, HealthCheckReply } from "#schemas/health-check.ts";
import { checkConfigHealth } from "#shared/config/check-config-health.ts";
import { functionMetrics } from "#shared/http/function-metrics.ts";
import type { Log } from "#shared/http/log.ts";
import { scopeOf } from "#shared/observability/count-generation.ts";
import { systemClock } from "../services/system.ts";
import type { ProviderServices } from "./provider-services.ts";

/** Tries a configuration for an endpoint or the schedule, which may not read its key. */
export async function tryConfig(
  { owner, configId }: HealthCheckEvent,
  { configs, providerOf }: ProviderServices,
  log: Log,
): Promise<HealthCheckReply> {
  const health = await checkConfigHealth(
    { owner, configId, by: "health-check" },
    {
      configs,
      providerOf,
      clock: systemClock,
      onHealthChange({ became, health }) {
        const { provider, model, error } = health;
        if (became === "unhealthy") {
          functionMetrics.count("config_unhealthy_total", { scope: scopeOf(owner) });
        }
        const line = { tenant: owner, configId, provider, model, outcome: became };
        log.warn("configuration changed its health", { ...line, code: error?.code });
      },
    },
  );
  return { health: health ?? null };
}
