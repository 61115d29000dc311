import type { Environment } from "#schemas/environment.ts";
import type { providerSettings } from "#schemas/settings.ts";
import type { ProviderName } from "./provider.ts";

/** Settings that decide which provider the platform offers to tenants without their own. */
export type PlatformProviderSettings = Environment<(typeof providerSettings)[number]>;

export interface ProviderChoice {
  readonly name: ProviderName;
  readonly model: string;
  readonly baseUrl?: string;
}

/** The platform's provider, or undefined where none is configured or the offline one is not allowed. */
export function choosePlatformProvider(
  settings: PlatformProviderSettings,
): ProviderChoice | undefined {
  switch (settings.LLM_PROVIDER) {
    case "claude":
      return choice("claude", settings.CLAUDE_MODEL, settings.ANTHROPIC_BASE_URL);
    case "openai":
      return choice("openai", settings.OPENAI_MODEL, settings.OPENAI_BASE_URL);
    case "ollama":
      return choice("ollama", settings.OLLAMA_MODEL, settings.OLLAMA_BASE_URL);
    case "mock":
      return platformProviderConfigured(settings) ? choice("mock", "patterns", "") : undefined;
    case "":
      return undefined;
  }
}

/** For functions that only ask whether there is a provider, and so are given fewer settings. */
export const platformProviderConfigured = (
  settings: Environment<"LLM_PROVIDER" | "ALLOW_MOCK_PROVIDER">,
): boolean =>
  settings.LLM_PROVIDER === "mock"
    ? settings.ALLOW_MOCK_PROVIDER === "true"
    : settings.LLM_PROVIDER !== "";

const choice = (name: ProviderName, model: string, baseUrl: string): ProviderChoice =>
  baseUrl === "" ? { name, model } : { name, model, baseUrl };
