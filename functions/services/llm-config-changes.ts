import { endpointPolicy } from "#shared/config/api-url.ts";
import { readEnvironment } from "#shared/http/read-environment.ts";
import { configStore } from "./config-store.ts";
import { healthChecker } from "./health-checker.ts";
import { keyWriter } from "./key-writer.ts";
import { newId, systemClock } from "./system.ts";

/** For functions that save a configuration and have it tried. */
export const llmConfigChanges = (source: Readonly<Record<string, string | undefined>>) => ({
  configs: configStore(source),
  keys: keyWriter(source),
  healthChecker: healthChecker(source),
  clock: systemClock,
  newId,
  policy: endpointPolicy(readEnvironment(source, "LLM_ALLOWED_HOSTS").LLM_ALLOWED_HOSTS),
});
