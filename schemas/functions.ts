import type { GrantName } from "./grants.ts";
import { providerSettings, type SettingName } from "./settings.ts";

/** What a function is given: the same words for those behind a route and those that are not. */
export interface FunctionNeeds {
  readonly grants: readonly GrantName[];
  readonly settings: readonly SettingName[];
  readonly timeoutSeconds: number;
  readonly memoryMb: number;
}

/**
 * The functions that no route names. The entry file of each is `functions/<name>/handler.ts`.
 */
export const backgroundFunctions = {
  authorizer: {
    grants: [],
    settings: [
      "LOG_LEVEL",
      "ERROR_TRACKING_DSN",
      "TOKEN_ISSUER",
      "TOKEN_JWKS_URI",
      "TOKEN_AUDIENCE",
      "TENANT_CLAIM",
      "ROLE_CLAIM",
    ],
    timeoutSeconds: 5,
    memoryMb: 512,
  },
  worker: {
    grants: [
      "jobs:run",
      "jobs:read-parts",
      "money:settle",
      "nodes:read",
      "nodes:newest",
      "nodes:read-version",
      "nodes:write-version",
      "sandbox:invoke",
      "platform-secret:read",
      "configs:read",
      "configs:write",
      "configs:change-state",
      "config-keys:read",
    ],
    settings: [
      "LOG_LEVEL",
      "ERROR_TRACKING_DSN",
      ...providerSettings,
      "LLM_ALLOWED_HOSTS",
      "PROVIDER_TIMEOUT_SECONDS",
      "GENERATION_BUDGET_SECONDS",
      "GENERATION_BUDGET_TOKENS",
      "GENERATION_BUDGET_USD",
      "JOB_LEASE_SECONDS",
      "PROMPT_WEIGHTS",
      "CONTEXT_WINDOW_TOKENS",
    ],
    timeoutSeconds: 300,
    // It waits for its model most of the time, which is billed by memory: 45 s cost $0.45 per 1,000
    // at this size. It holds some 150 MB, and its own work is a small part of a second.
    memoryMb: 768,
  },
  sweeper: {
    grants: ["jobs:sweep", "jobs:postpone", "jobs:end", "money:settle", "generation-queue:send"],
    settings: ["LOG_LEVEL", "ERROR_TRACKING_DSN"],
    timeoutSeconds: 50,
    memoryMb: 512,
  },
  "node-purge": {
    grants: ["nodes:find-purgeable", "nodes:purge"],
    settings: ["LOG_LEVEL", "ERROR_TRACKING_DSN"],
    timeoutSeconds: 300,
    memoryMb: 512,
  },
  "config-refresh": {
    grants: [
      "configs:read",
      "configs:write",
      "configs:find-leftovers",
      "config-keys:remove",
      "config-keys:delete-secret",
      "worker:invoke",
    ],
    settings: ["LOG_LEVEL", "ERROR_TRACKING_DSN"],
    timeoutSeconds: 120,
    memoryMb: 512,
  },
  sandbox: {
    grants: [],
    settings: ["SANDBOX_HOST_OVERRIDES"],
    timeoutSeconds: 60,
    memoryMb: 1769,
  },
} as const satisfies Record<string, FunctionNeeds>;
