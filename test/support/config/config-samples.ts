import { randomUUID } from "node:crypto";
import { ConfigId } from "#schemas/llm-config.ts";
import { emptyBook } from "#shared/config/change-book.ts";
import type { ConfigOwner, ConfigStore, StoredConfig } from "#shared/config/config-store.ts";

export const newConfigId = () => ConfigId.parse(randomUUID());

const at = "2031-02-03T04:05:06.000Z";

/** A configuration without a key, different only where a test says so. */
export const sampleConfig = (changes: Partial<StoredConfig> = {}): StoredConfig => ({
  id: newConfigId(),
  provider: "ollama",
  model: "llama3.1",
  temperature: 0.3,
  maxTokens: null,
  repairModel: null,
  fallbackOrder: null,
  apiUrl: null,
  api: null,
  key: null,
  version: 1,
  created_at: at,
  updated_at: at,
  ...changes,
});

/** Stores these as all that the owner has; the first is the default, unless it is said otherwise. */
export async function storeConfigs(
  store: ConfigStore,
  owner: ConfigOwner,
  configs: readonly StoredConfig[],
  defaultId: ConfigId | null = configs[0]?.id ?? null,
): Promise<void> {
  const ifRev = (await store.read([owner])).get(owner)?.book.rev ?? 0;
  const book = { ...emptyBook, rev: ifRev + 1, epoch: 1, configs, defaultId };
  await store.write(owner, book, { ifRev, audit: [] });
}
