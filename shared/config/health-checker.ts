import type { ConfigHealth, ConfigId, LlmConfig } from "#schemas/llm-config.ts";
import { notFound } from "../app-error.ts";
import type { ConfigOwner } from "./config-store.ts";

/** Has a configuration tried where its key may be read. */
export interface HealthChecker {
  /**
   * Undefined where there is no such configuration.
   * @throws AppError `unavailable`
   */
  check(owner: ConfigOwner, configId: ConfigId): Promise<ConfigHealth | undefined>;
}

/** @throws AppError `not_found`, `unavailable` */
export async function requireHealth(
  { owner, configId }: { owner: ConfigOwner; configId: ConfigId },
  { healthChecker }: { healthChecker: HealthChecker },
): Promise<ConfigHealth> {
  const health = await healthChecker.check(owner, configId);
  if (health === undefined) throw notFound("configuration");
  return health;
}

/**
 * A configuration that was just saved, with how trying it went. Where it could not be tried it stays
 * as it was: that it is saved stands either way.
 */
export async function verifySaved(
  config: LlmConfig,
  owner: ConfigOwner,
  services: { healthChecker: HealthChecker; onFault: (error: unknown) => void },
): Promise<LlmConfig> {
  try {
    const health = await services.healthChecker.check(owner, config.id);
    return { ...config, health: health ?? config.health };
  } catch (error) {
    services.onFault(error);
    return config;
  }
}
