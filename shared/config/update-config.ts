import type { ConfigId, ConfigScope, LlmConfig, LlmConfigChanges } from "#schemas/llm-config.ts";
import { AppError } from "../app-error.ts";
import type { Caller } from "../caller.ts";
import { timestamp } from "../clock.ts";
import type { EndpointPolicy } from "./api-url.ts";
import { changeBook } from "./change-book.ts";
import { defaultChange } from "./change-default.ts";
import { requireFields } from "./check-fields.ts";
import { ownerToChange } from "./config-owner.ts";
import type {
  ConfigBook,
  ConfigOwner,
  KeyLeftover,
  KeyPointer,
  KeyWriter,
  StoredConfig,
} from "./config-store.ts";
import { findConfig, requireVersion } from "./find-config.ts";
import { auditedConfig, presentConfig } from "./present-config.ts";
import { removeKeys } from "./remove-keys.ts";
import { type StoreKeyServices, storeKey, withoutIntent } from "./store-key.ts";

export interface UpdateConfigInput {
  readonly caller: Caller;
  readonly scope: ConfigScope;
  readonly id: ConfigId;
  readonly changes: LlmConfigChanges;
  readonly ifMatch?: string | undefined;
  readonly policy: EndpointPolicy;
}

export interface UpdateConfigServices extends StoreKeyServices {
  readonly keys: KeyWriter;
  /** Told of an old key that could not be removed now; it is in the book, to be removed later. */
  readonly onFault: (error: unknown) => void;
}

/**
 * Changes a configuration. A new key is in use from one moment to the next, with all other changes.
 * @throws AppError `forbidden`, `not_found`, `precondition_failed`, `invalid_request`, `unavailable`
 */
export async function updateConfig(
  input: UpdateConfigInput,
  services: UpdateConfigServices,
): Promise<LlmConfig> {
  const { caller, id, changes, ifMatch, policy } = input;
  const owner = ownerToChange(caller, input.scope);
  const apiKey = changes.apiConfig?.apiKey;
  const changed = (book: ConfigBook, key: KeyPointer | null): StoredConfig => {
    const config = findConfig(book, id);
    requireVersion(ifMatch, config);
    const updated_at = timestamp(services.clock.now());
    const next = { ...withChanges(config, changes), updated_at, ...(key !== null && { key }) };
    requireFields({ ...next, hasKey: next.key !== null || apiKey !== undefined }, policy);
    if (apiKey === undefined) requireSameEndpoint(config, next);
    return next;
  };
  const key =
    apiKey === undefined
      ? null
      : await storeKey(
          { owner, configId: id, key: apiKey, allow: (book) => void changed(book, null) },
          services,
        );
  const { config, tombstones } = await changeBook(owner, services, (before, states) => {
    const next = changed(before, key);
    const { book, replaced } = replaceConfig(before, next, key);
    const defaultId = defaultAfter(before, id, changes.isDefault);
    const after = { ...book, defaultId };
    const entry = { at: next.updated_at, by: caller.subject, action: "updated" as const };
    const updated = {
      ...entry,
      configId: id,
      before: auditedConfig(findConfig(before, id), before),
      after: auditedConfig(next, after),
    };
    return {
      book: after,
      audit: [updated, ...defaultChange(before, after, entry)],
      result: {
        config: presentConfig(next, { owner, book: after, states, withHint: true }),
        tombstones: replaced,
      },
    };
  });
  await tidyUp(owner, tombstones, services);
  return config;
}

/**
 * A key goes only where it was given for: who may change a configuration must not be able to have a
 * key sent to a host of their own that they were never shown.
 */
function requireSameEndpoint(before: StoredConfig, after: StoredConfig): void {
  if (before.key === null || before.apiUrl === after.apiUrl) return;
  const message = "is needed again, since the stored key was given for another apiUrl";
  throw new AppError(
    "invalid_request",
    `The request is not valid: body.apiConfig.apiKey: ${message}.`,
    { errors: [{ path: "body.apiConfig.apiKey", code: "missing", message }] },
  );
}

function withChanges(config: StoredConfig, changes: LlmConfigChanges): StoredConfig {
  const { apiConfig = {}, isDefault: _, ...plain } = changes;
  const { apiKey: __, ...endpoint } = apiConfig;
  return { ...config, ...present(plain), ...present(endpoint), version: config.version + 1 };
}

/** Without what is undefined, which stands for a part that was not named. */
const present = <Part extends object>(part: Part) =>
  Object.fromEntries(Object.entries(part).filter(([, value]) => value !== undefined)) as {
    [name in keyof Part]: Exclude<Part[name], undefined>;
  };

function replaceConfig(
  before: ConfigBook,
  next: StoredConfig,
  key: KeyPointer | null,
): { book: ConfigBook; replaced: KeyLeftover[] } {
  const old = findConfig(before, next.id).key;
  const base = key === null ? before : withoutIntent(before, key);
  const replaced = key === null || old === null ? [] : [tombstoneOf(next, old)];
  const configs = base.configs.map((config) => (config.id === next.id ? next : config));
  return { book: { ...base, configs, leftovers: [...base.leftovers, ...replaced] }, replaced };
}

const tombstoneOf = (
  { id, updated_at }: StoredConfig,
  { secretId, versionId }: KeyPointer,
): KeyLeftover => ({ kind: "tombstone", configId: id, secretId, versionId, at: updated_at });

function defaultAfter(
  { defaultId }: ConfigBook,
  id: ConfigId,
  isDefault: boolean | undefined,
): ConfigId | null {
  if (isDefault === true) return id;
  return isDefault === false && defaultId === id ? null : defaultId;
}

/** The change has been made: a key that stays behind is no reason to tell the caller that it failed. */
async function tidyUp(
  owner: ConfigOwner,
  tombstones: readonly KeyLeftover[],
  services: UpdateConfigServices,
): Promise<void> {
  try {
    await removeKeys(owner, tombstones, services);
  } catch (error) {
    services.onFault(error);
  }
}
