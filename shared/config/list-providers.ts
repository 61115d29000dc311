import type { ConfigProvider } from "#schemas/llm-config.ts";
import type { ProviderInfo } from "#schemas/llm-config-service.ts";
import { models } from "../providers/models.ts";
import { adapterOf } from "./config-names.ts";

const capabilities: Readonly<
  Record<ConfigProvider, Omit<ProviderInfo, "provider" | "available" | "models">>
> = {
  anthropic: { needsKey: true, takesApiUrl: true, takesTemperature: false, strictJson: true },
  openai: { needsKey: true, takesApiUrl: true, takesTemperature: true, strictJson: true },
  ollama: { needsKey: false, takesApiUrl: true, takesTemperature: true, strictJson: true },
  mock: { needsKey: false, takesApiUrl: false, takesTemperature: false, strictJson: false },
};

const names = ["anthropic", "openai", "ollama", "mock"] as const satisfies ConfigProvider[];

/** What can be configured. */
export const listProviders = ({ allowMock }: { readonly allowMock: boolean }): ProviderInfo[] =>
  names.map((provider) => ({
    provider,
    available: allowMock || provider !== "mock",
    ...capabilities[provider],
    models: models
      .filter((model) => model.provider === adapterOf(provider))
      .map(({ id, contextWindow, maxOutput, thinks, price }) => ({
        id,
        contextWindow,
        maxOutput,
        thinks,
        price: price === null ? null : { ...price },
      })),
  }));
