import { AppError } from "#shared/app-error.ts";
import type { AdapterOptions } from "./adapter.ts";
import type { ProviderChoice } from "./choose-provider.ts";
import type { Provider } from "./provider.ts";

export interface ProviderKeys {
  readonly claude?: string | undefined;
  readonly openai?: string | undefined;
}

export interface ProviderOptions extends AdapterOptions {
  /** Of OpenAI and of hosts compatible with it. */
  readonly api?: "responses" | "chat";
}

export interface ProviderSources {
  /** Asked only for a provider that needs a key. */
  keys(): Promise<ProviderKeys>;
  /** Loads the offline provider and its library. */
  mock(): Promise<Provider>;
}

/**
 * The provider that was chosen. Each adapter is loaded when it is first needed, so that a process
 * pays for one SDK.
 * @throws AppError `llm_not_configured` where the provider's key is missing
 */
export async function createProvider(
  choice: ProviderChoice,
  sources: ProviderSources,
  options: ProviderOptions = {},
): Promise<Provider> {
  switch (choice.name) {
    case "claude": {
      const apiKey = await keyOf("claude", sources);
      const { claudeProvider } = await import("./claude.ts");
      return claudeProvider({ ...options, ...choice, apiKey });
    }
    case "openai": {
      const apiKey = await keyOf("openai", sources);
      const { openaiProvider } = await import("./openai.ts");
      return openaiProvider({ ...options, ...choice, apiKey });
    }
    case "ollama": {
      const { ollamaProvider } = await import("./ollama.ts");
      return ollamaProvider({ ...options, ...choice });
    }
    case "mock":
      return sources.mock();
  }
}

const keyNames = {
  claude: "ANTHROPIC_API_KEY (or CLAUDE_API_KEY)",
  openai: "OPENAI_API_KEY",
} as const;

async function keyOf(name: keyof typeof keyNames, sources: ProviderSources): Promise<string> {
  const keys = await sources.keys();
  const key = keys[name]?.trim();
  if (key) return key;
  throw new AppError(
    "llm_not_configured",
    `The language model provider "${name}" is chosen, but its key, ${keyNames[name]}, is not configured.`,
  );
}
