import type { ConfigId, ConfigProvider } from "#schemas/llm-config.ts";
import type { ProviderName } from "../providers/provider.ts";
import type { Candidate } from "./resolve-configs.ts";

/** A configuration names the company, an adapter the model family. */
const adapterNames: Readonly<Record<ConfigProvider, ProviderName>> = {
  anthropic: "claude",
  openai: "openai",
  ollama: "ollama",
  mock: "mock",
};

export const adapterOf = (provider: ConfigProvider): ProviderName => adapterNames[provider];

export const configProviderOf = (name: ProviderName): ConfigProvider =>
  name === "claude" ? "anthropic" : name;

/** A candidate as provenance, notes and logs name it. */
export function nameOf(candidate: Candidate): {
  config: ConfigId | null;
  provider: ConfigProvider;
  model: string;
} {
  if (candidate.kind === "environment") {
    const { name, model } = candidate.choice;
    return { config: null, provider: configProviderOf(name), model };
  }
  const { id, provider, model } = candidate.config;
  return { config: id, provider, model };
}
