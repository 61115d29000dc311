import type { ConfigHealth, ConfigId, ConfigScope, LlmConfig } from "#schemas/llm-config.ts";
import { notFound } from "../app-error.ts";
import type { Caller } from "../caller.ts";
import { ownerToChange } from "./config-owner.ts";
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

export interface SavedConfig {
  readonly config: LlmConfig;
  readonly caller: Caller;
  readonly scope: ConfigScope;
  /** `"false"` where the caller wants no trial. */
  readonly verify?: string | undefined;
}

/**
 * A configuration that was just saved, with how trying it went. Where it could not be tried it stays
 * as it was: that it is saved stands either way.
 */
export async function verifySaved(
  { config, caller, scope, verify }: SavedConfig,
  services: { healthChecker: HealthChecker; onFault: (error: unknown) => void },
): Promise<LlmConfig> {
  if (verify === "false") return config;
  try {
    const health = await services.healthChecker.check(ownerToChange(caller, scope), config.id);
    return { ...config, health: health ?? config.health };
  } catch (error) {
    services.onFault(error);
    return config;
  }
}
