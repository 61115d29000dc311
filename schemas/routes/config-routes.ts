import * as z from "zod";
import {
  ConfigId,
  ConfigScope,
  LlmConfig,
  LlmConfigAuditEntry,
  LlmConfigChanges,
  LlmConfigRequest,
} from "../llm-config.ts";
import type { Route } from "./route.ts";
import {
  api,
  base,
  etag,
  IdempotencyKey,
  IfMatch,
  messageAnd,
  nextPage,
  Page,
  replayed,
} from "./route-parts.ts";

const Scoped = z.strictObject({
  scope: ConfigScope.default("user").describe(
    "`platform`: what all tenants without a default of their own use; admins alone change it",
  ),
});
/** A save also tries what it saved, for which the worker is waited for. */
const Saved = Scoped.extend({
  verify: z
    .enum(["true", "false"])
    .default("true")
    .describe("Whether to try the configuration once it is saved; `health` says how it went"),
});
const whileTrying = { ...api, timeoutSeconds: 28 } as const;
const ConfigParams = z.strictObject({ id: ConfigId });

const tag = "Configurations";

export const configRoutes = {
  "list-llm-configs": {
    method: "GET",
    path: "/api/llm-config",
    tag,
    summary: "List configurations of language models",
    description:
      "The caller's own, or the platform's; hints of the platform's keys are for admins.",
    auth: "user",
    query: Scoped,
    answers: { 200: { description: "All of them, oldest first", body: z.array(LlmConfig) } },
    problems: [],
    grants: ["configs:read"],
    settings: base,
    ...api,
  },
  "create-llm-config": {
    method: "POST",
    path: "/api/llm-config",
    tag,
    summary: "Choose a provider and a model",
    description:
      "The key goes to the secret store and never comes back. The first configuration becomes the default unless it says `isDefault: false`; a further one that says `true` takes the place of the default before. Those with a `fallbackOrder` are tried in that order when the first choice cannot be reached; of two with the same, the older first. An answer that is given again shows the configuration as it is then, and tries nothing.",
    auth: "user",
    query: Saved,
    headers: IdempotencyKey,
    body: LlmConfigRequest,
    answers: {
      201: {
        description: "The configuration",
        body: LlmConfig,
        headers: { location: "The configuration", ...etag, ...replayed },
      },
    },
    problems: ["forbidden", "llm_config_limit", "conflict", "idempotency_key_reused"],
    grants: [
      "configs:read",
      "configs:write",
      "config-keys:put",
      "worker:invoke",
      "idempotency:read",
      "idempotency:write",
    ],
    settings: [...base, "LLM_ALLOWED_HOSTS"],
    ...whileTrying,
  },
  "get-default-llm-config": {
    method: "GET",
    path: "/api/llm-config/default",
    tag,
    summary: "Get the configuration that generations use",
    auth: "user",
    query: Scoped,
    answers: { 200: { description: "The default", body: LlmConfig, headers: etag } },
    problems: ["no_default_llm_configuration"],
    grants: ["configs:read"],
    settings: base,
    ...api,
  },
  "list-llm-config-audit": {
    method: "GET",
    path: "/api/llm-config/audit",
    tag,
    summary: "Read who changed which configuration, and when",
    description: "Newest first, never with a key. The platform's is for admins.",
    auth: "user",
    query: Page.extend(Scoped.shape),
    answers: {
      200: {
        description: "A page of entries",
        body: z.array(LlmConfigAuditEntry),
        headers: nextPage,
      },
    },
    problems: ["forbidden", "invalid_cursor"],
    grants: ["configs:read-audit"],
    settings: base,
    ...api,
  },
  "get-llm-config": {
    method: "GET",
    path: "/api/llm-config/{id}",
    tag,
    summary: "Get a configuration",
    auth: "user",
    params: ConfigParams,
    query: Scoped,
    answers: { 200: { description: "The configuration", body: LlmConfig, headers: etag } },
    problems: ["not_found"],
    grants: ["configs:read"],
    settings: base,
    ...api,
  },
  "update-llm-config": {
    method: "PUT",
    path: "/api/llm-config/{id}",
    tag,
    summary: "Change a configuration, its key included",
    description:
      "Parts that are not named stay; `null` takes a part out. A new key and all other changes are in use from one moment to the next. The `ETag` names what `PUT` changed: it stays the same when another configuration becomes the default.",
    auth: "user",
    params: ConfigParams,
    query: Saved,
    headers: IfMatch,
    body: LlmConfigChanges,
    answers: { 200: { description: "The configuration", body: LlmConfig, headers: etag } },
    problems: ["forbidden", "not_found", "precondition_failed"],
    grants: [
      "configs:read",
      "configs:write",
      "config-keys:put",
      "config-keys:remove",
      "worker:invoke",
    ],
    settings: [...base, "LLM_ALLOWED_HOSTS"],
    ...whileTrying,
  },
  "delete-llm-config": {
    method: "DELETE",
    path: "/api/llm-config/{id}",
    tag,
    summary: "Delete a configuration and its key",
    description:
      "Where it was the default there is none until another one is made so. A generation that uses it goes on.",
    auth: "user",
    params: ConfigParams,
    query: Scoped,
    headers: IfMatch,
    answers: {
      200: {
        description: "It is gone",
        body: messageAnd("LLM configuration deleted successfully", {}),
      },
    },
    problems: ["forbidden", "not_found", "precondition_failed"],
    grants: ["configs:read", "configs:write", "config-keys:remove", "config-keys:delete-secret"],
    settings: base,
    ...api,
  },
} as const satisfies Record<string, Route>;
