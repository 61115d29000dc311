import { ConfigId } from "#schemas/llm-config.ts";
import { emptyBook } from "#shared/config/change-book.ts";
import type {
  ConfigAuditEntry,
  ConfigBook,
  KeyLeftover,
  StoredConfig,
} from "#shared/config/config-store.ts";

const at = "2026-11-20T10:00:00.000Z";

export const newConfigId = () => ConfigId.parse(crypto.randomUUID());

export const aConfig = (parts: Partial<StoredConfig> = {}): StoredConfig => ({
  id: newConfigId(),
  provider: "anthropic",
  model: "claude-sonnet-5-5",
  temperature: 0.3,
  maxTokens: null,
  repairModel: null,
  fallbackOrder: null,
  apiUrl: null,
  api: null,
  key: { secretId: "nodesmith/test/tenant/t/1", versionId: crypto.randomUUID(), hint: "cdef" },
  version: 1,
  created_at: at,
  updated_at: at,
  ...parts,
});

export const aLeftover = (parts: Partial<KeyLeftover> = {}): KeyLeftover => ({
  kind: "tombstone",
  configId: newConfigId(),
  secretId: "nodesmith/test/tenant/t/1",
  versionId: crypto.randomUUID(),
  at,
  ...parts,
});

export const aBook = (parts: Partial<ConfigBook> = {}): ConfigBook => ({ ...emptyBook, ...parts });

export const anEntry = (parts: Partial<ConfigAuditEntry> = {}): ConfigAuditEntry => ({
  at,
  by: "ada",
  action: "created",
  configId: newConfigId(),
  before: null,
  after: { model: "claude-sonnet-5-5" },
  ...parts,
});
