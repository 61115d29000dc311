import { markRefreshed } from "./cache-status.ts";
import { readBook } from "./change-book.ts";
import {
  type CheckUsedServices,
  checkUsedConfigs,
  type UsedChecked,
} from "./check-used-configs.ts";
import type { ConfigOwner, ConfigStore } from "./config-store.ts";
import { cleanLeftovers, type RemoveKeysServices } from "./remove-keys.ts";

export interface RefreshServices extends RemoveKeysServices, CheckUsedServices {
  readonly configs: ConfigStore;
  /** Told of each step that failed; the others go on, and the next time tries it again. */
  readonly onFault: (error: unknown, owner: ConfigOwner) => void;
}

export interface Refreshed {
  readonly checked: number;
  readonly unhealthy: number;
  /** Keys that were left behind by functions that died. */
  readonly cleaned: number;
  /** Whether a configuration of the platform changed since the last time. */
  readonly changed: boolean;
  /** Of tenants, used the day before. */
  readonly used: UsedChecked;
}

const by = "schedule";

/**
 * What the schedule does: tries the platform's configurations, notes it, clears leftovers of all, and
 * tries what tenants used the day before.
 */
export async function refreshConfigs(services: RefreshServices): Promise<Refreshed> {
  const tried = await tryPlatform(services);
  const changed = await markRefreshed({ owner: "platform", by }, services);
  const cleaned = await cleanAll(services);
  return { ...tried, cleaned, changed, used: await checkUsedConfigs(services) };
}

async function tryPlatform(
  services: RefreshServices,
): Promise<Pick<Refreshed, "checked" | "unhealthy">> {
  const { configs } = await readBook("platform", services);
  const answers = await Promise.all(
    configs.map(async ({ id }) => {
      try {
        return await services.healthChecker.check("platform", id);
      } catch (error) {
        services.onFault(error, "platform");
        return undefined;
      }
    }),
  );
  const results = answers.filter((answer) => answer !== undefined);
  return {
    checked: results.length,
    unhealthy: results.filter(({ healthy }) => !healthy).length,
  };
}

async function cleanAll(services: RefreshServices): Promise<number> {
  let cleaned = 0;
  for (const owner of await services.configs.ownersToClean()) {
    try {
      cleaned += await cleanLeftovers({ owner, by }, services);
    } catch (error) {
      services.onFault(error, owner);
    }
  }
  return cleaned;
}
