import {
  ConfigId,
  type ConfigScope,
  type LlmConfig,
  type LlmConfigRequest,
  mostConfigs,
} from "#schemas/llm-config.ts";
import { AppError } from "../app-error.ts";
import type { Caller } from "../caller.ts";
import { timestamp } from "../clock.ts";
import type { IdempotencyClaim } from "../idempotency/idempotency.ts";
import type { EndpointPolicy } from "./api-url.ts";
import { changeBook } from "./change-book.ts";
import { defaultChange } from "./change-default.ts";
import { requireFields } from "./check-fields.ts";
import { ownerToChange } from "./config-owner.ts";
import type { ConfigBook, KeyPointer, StoredConfig } from "./config-store.ts";
import { auditedConfig, presentConfig } from "./present-config.ts";
import { type StoreKeyServices, storeKey, withoutIntent } from "./store-key.ts";

export interface CreateConfigInput {
  readonly caller: Caller;
  readonly scope: ConfigScope;
  readonly request: LlmConfigRequest;
  readonly policy: EndpointPolicy;
  readonly idempotency?: IdempotencyClaim | undefined;
}

/**
 * A further configuration. The first one of an owner is the default unless the request says no.
 * @throws AppError `forbidden`, `invalid_request`, `llm_config_limit`, `unavailable`, `conflict` where
 * its key is taken
 */
export async function createConfig(
  { caller, scope, request, policy, idempotency }: CreateConfigInput,
  services: StoreKeyServices,
): Promise<LlmConfig> {
  const owner = ownerToChange(caller, scope);
  const apiKey = request.apiConfig.apiKey;
  const at = timestamp(services.clock.now());
  const fields = fieldsOf(request);
  requireFields({ ...fields, hasKey: apiKey !== undefined }, policy);
  const id = ConfigId.parse(services.newId());
  const key =
    apiKey === undefined
      ? null
      : await storeKey({ owner, configId: id, key: apiKey, allow: requirePlace }, services);
  const config = { id, ...fields, key, version: 1, created_at: at, updated_at: at };
  return changeBook(owner, services, (before) => {
    requirePlace(before);
    const isDefault = request.isDefault ?? before.configs.length === 0;
    const defaultId = isDefault ? id : before.defaultId;
    const book = { ...addConfig(before, config, key), defaultId };
    const entry = { at, by: caller.subject, action: "created" as const, configId: id };
    const after = auditedConfig(config, book);
    return {
      book,
      audit: [{ ...entry, before: null, after }, ...defaultChange(before, book, entry)],
      result: presentConfig(config, { owner, book, states: new Map(), withHint: true }),
      keyed: idempotency && { tenant: caller.tenant, claim: idempotency, configId: id, at },
    };
  });
}

const fieldsOf = ({ apiConfig, ...request }: LlmConfigRequest) => ({
  provider: request.provider,
  model: request.model,
  temperature: request.temperature,
  maxTokens: request.maxTokens ?? null,
  repairModel: request.repairModel ?? null,
  fallbackOrder: request.fallbackOrder ?? null,
  apiUrl: apiConfig.apiUrl ?? null,
  api: apiConfig.api ?? null,
});

function addConfig(book: ConfigBook, config: StoredConfig, key: KeyPointer | null): ConfigBook {
  const base = key === null ? book : withoutIntent(book, key);
  return { ...base, configs: [...base.configs, config] };
}

function requirePlace({ configs }: ConfigBook): void {
  if (configs.length < mostConfigs) return;
  throw new AppError(
    "llm_config_limit",
    `There are ${mostConfigs} configurations, which is the most. Delete one first.`,
  );
}
