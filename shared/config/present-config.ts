import type { LlmConfig } from "#schemas/llm-config.ts";
import { notesOf } from "./check-fields.ts";
import type { ConfigBook, ConfigOwner, ConfigRead, StoredConfig } from "./config-store.ts";

interface Presented {
  readonly owner: ConfigOwner;
  readonly book: Pick<ConfigBook, "defaultId">;
  readonly states: ConfigRead["states"];
  /** Whether the last characters of the key are for the caller's eyes. */
  readonly withHint: boolean;
}

/** As callers see it. */
export function presentConfig(
  config: StoredConfig,
  { owner, book, states, withHint }: Presented,
): LlmConfig {
  const { key, apiUrl, api, ...fields } = config;
  return {
    ...fields,
    scope: owner === "platform" ? "platform" : "user",
    isDefault: book.defaultId === config.id,
    apiConfig: { keyHint: withHint ? (key?.hint ?? null) : null, apiUrl, api },
    health: states.get(config.id)?.health ?? null,
    notes: notesOf(config).map((note) => note.slice(0, 500)),
  };
}

/** As the audit trail keeps it. */
export const auditedConfig = (config: StoredConfig, book: Pick<ConfigBook, "defaultId">) => ({
  provider: config.provider,
  model: config.model,
  temperature: config.temperature,
  maxTokens: config.maxTokens,
  repairModel: config.repairModel,
  fallbackOrder: config.fallbackOrder,
  isDefault: book.defaultId === config.id,
  apiUrl: config.apiUrl,
  api: config.api,
  keyHint: config.key?.hint ?? null,
  version: config.version,
});
