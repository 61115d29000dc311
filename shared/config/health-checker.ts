import type { ConfigHealth, ConfigId } from "#schemas/llm-config.ts";
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
 * The health of a configuration that was just saved; null where it could not be tried. That it is
 * saved stands either way.
 */
export async function verifySaved(
  { owner, configId }: { owner: ConfigOwner; configId: ConfigId },
  services: { healthChecker: HealthChecker; onFault: (error: unknown) => void },
): Promise<ConfigHealth | null> {
  try {
    return (await services.healthChecker.check(owner, configId)) ?? null;
  } catch (error) {
    services.onFault(error);
    return null;
  }
}
