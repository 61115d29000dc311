import * as z from "zod";
import { ConfigHealth, ConfigId, ConfigScope } from "../llm-config.ts";
import { CacheStatus, ProviderInfo, RefreshResult } from "../llm-config-service.ts";
import { providerSettings } from "../settings.ts";
import type { Route } from "./route.ts";
import { api, base } from "./route-parts.ts";

const Scoped = z.strictObject({
  scope: ConfigScope.default("user").describe("`platform` is for admins"),
});

const tag = "Configurations";

/** The answers say who would answer a generation now. */
const settings = [...base, ...providerSettings, "CONFIG_FETCH_INTERVAL_MINUTES"] as const;

export const configServiceRoutes = {
  "check-llm-config-health": {
    method: "POST",
    path: "/api/llm-config/{id}/health-check",
    tag,
    summary: "Try a configuration",
    description:
      "Makes the smallest real call. Whatever the provider's fault is, the answer is a 200 that says so.",
    auth: "user",
    params: z.strictObject({ id: ConfigId }),
    query: Scoped,
    answers: { 200: { description: "How it went", body: ConfigHealth } },
    problems: ["forbidden", "not_found"],
    grants: ["worker:invoke"],
    settings: base,
    timeoutSeconds: 28,
    memoryMb: 512,
  },
  "refresh-config": {
    method: "POST",
    path: "/config/refresh",
    tag,
    summary: "Have the configurations read anew",
    description:
      "Each generation reads them anyway; this also drops what workers have made of them. Nothing is tried: that is what `health-check` is for.",
    auth: "user",
    query: Scoped,
    answers: { 200: { description: "As they are now", body: RefreshResult } },
    problems: ["forbidden"],
    grants: ["configs:read", "configs:write"],
    settings,
    ...api,
  },
  "invalidate-cache": {
    method: "POST",
    path: "/cache/invalidate",
    tag,
    summary: "Drop what workers have made of the configurations",
    auth: "user",
    query: Scoped,
    answers: { 200: { description: "As they are now", body: CacheStatus } },
    problems: ["forbidden"],
    grants: ["configs:read", "configs:write"],
    settings,
    ...api,
  },
  "get-cache-status": {
    method: "GET",
    path: "/cache/status",
    tag,
    summary: "See which state of the configurations is in use, and who would answer",
    auth: "user",
    query: Scoped,
    answers: { 200: { description: "As they are now", body: CacheStatus } },
    problems: ["forbidden"],
    grants: ["configs:read"],
    settings,
    ...api,
  },
  "list-providers": {
    method: "GET",
    path: "/providers",
    tag,
    summary: "List providers, known models, their prices and what they can do",
    description: "Other models may be configured too; their prices are then not known.",
    auth: "user",
    answers: { 200: { description: "All of them", body: z.array(ProviderInfo) } },
    problems: [],
    grants: [],
    settings: [...base, "ALLOW_MOCK_PROVIDER"],
    ...api,
  },
} as const satisfies Record<string, Route>;
