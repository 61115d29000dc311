import { providerSettings } from "#schemas/settings.ts";
import type { CacheServices } from "#shared/config/cache-status.ts";
import { readEnvironment } from "#shared/http/read-environment.ts";
import { choosePlatformProvider } from "#shared/providers/choose-provider.ts";
import { configStore } from "./config-store.ts";
import { systemClock } from "./system.ts";

/** For functions that say who would answer a generation. */
export function configCache(source: Readonly<Record<string, string | undefined>>): CacheServices {
  const settings = readEnvironment(source, ...providerSettings, "CONFIG_FETCH_INTERVAL_MINUTES");
  return {
    configs: configStore(source),
    clock: systemClock,
    platformDefault: choosePlatformProvider(settings),
    allowMock: settings.ALLOW_MOCK_PROVIDER === "true",
    ttlMinutes: settings.CONFIG_FETCH_INTERVAL_MINUTES,
  };
}
