import { AppError } from "../app-error.ts";
import type { PromptLibrary } from "../patterns/prompt-library.ts";
import type { AdapterOptions } from "../providers/adapter.ts";
import { createProvider, type ProviderKeys } from "../providers/create-provider.ts";
import { platformProvider } from "../providers/platform-provider.ts";
import type { Provider } from "../providers/provider.ts";
import { providerFailure } from "../providers/provider-failure.ts";
import { adapterOf } from "./config-names.ts";
import type { KeyReader, StoredConfig } from "./config-store.ts";
import type { Candidate } from "./resolve-configs.ts";

export interface PoolServices {
  readonly keys: KeyReader;
  /** The keys that go with the operator's settings. */
  readonly platformKeys: () => Promise<ProviderKeys>;
  /** What the offline provider answers from. */
  readonly library: PromptLibrary;
  /** For stored configurations, whose endpoints tenants name. */
  readonly adapter: AdapterOptions;
}

/** A worker serves few tenants at a time; the oldest go first. */
const mostProviders = 200;

/**
 * Adapters, kept by configuration, version and model, until the epoch of their owner rises. A version
 * of a configuration never changes, nor the version of the secret that it names, so that a warm
 * worker asks no secret store.
 * @throws ProviderError, AppError `unavailable` where the secret store does not answer
 */
export function providerPool(services: PoolServices) {
  const kept = new Map<string, Provider>();
  return async (candidate: Candidate, model: string): Promise<Provider> => {
    const key = keyOf(candidate, model);
    const known = kept.get(key);
    if (known !== undefined) return known;
    const made = await make(candidate, model, services);
    if (kept.size >= mostProviders) kept.delete(kept.keys().next().value ?? "");
    kept.set(key, made);
    return made;
  };
}

const keyOf = (candidate: Candidate, model: string): string =>
  candidate.kind === "environment"
    ? JSON.stringify(candidate.choice)
    : JSON.stringify([
        candidate.owner,
        candidate.epoch,
        candidate.config.id,
        candidate.config.version,
        model,
      ]);

async function make(candidate: Candidate, model: string, services: PoolServices) {
  const { library, platformKeys, adapter } = services;
  if (candidate.kind === "environment") {
    return platformProvider(candidate.choice, { keys: platformKeys, library });
  }
  const { provider, apiUrl, api } = candidate.config;
  const choice = { name: adapterOf(provider), model, ...(apiUrl !== null && { baseUrl: apiUrl }) };
  const keys = () => ownKeys(candidate.config, services.keys);
  const mock = async () => (await import("../providers/mock.ts")).mockProvider({ library });
  return createProvider(choice, { keys, mock }, { ...adapter, ...(api !== null && { api }) });
}

/** Nothing of the store's error goes on: it may name the secret. */
async function ownKeys({ provider, key }: StoredConfig, reader: KeyReader): Promise<ProviderKeys> {
  if (key === null) {
    throw providerFailure("auth", { message: "The configuration has no key." });
  }
  try {
    return { [adapterOf(provider)]: await reader.read(key) };
  } catch (error) {
    throw new AppError("unavailable", "The key could not be read. Try again shortly.", {
      retryAfterSeconds: 5,
      cause: error,
    });
  }
}
