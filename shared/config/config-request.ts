import { defaultTemperature } from "#schemas/llm-config.ts";
import type { ProviderRequest } from "../providers/provider.ts";
import type { StoredConfig } from "./config-store.ts";
import type { Candidate } from "./resolve-configs.ts";

/** The request as a candidate is to be asked, with the model that is to answer it. */
export function requestFor(
  candidate: Candidate,
  request: ProviderRequest,
): { readonly model: string; readonly request: ProviderRequest } {
  if (candidate.kind === "environment") return { model: candidate.choice.model, request };
  const { config } = candidate;
  const isRepair = request.task.kind === "repair";
  return {
    model: (isRepair ? config.repairModel : null) ?? config.model,
    request: { ...request, ...temperatureOf(config), ...limitOf(config, request) },
  };
}

/** Claude takes no temperature: one that nobody chose is not worth saying so with every node. */
const temperatureOf = ({ provider, temperature }: StoredConfig) =>
  provider === "anthropic" && temperature === defaultTemperature ? {} : { temperature };

const limitOf = ({ maxTokens }: StoredConfig, { maxOutputTokens }: ProviderRequest) =>
  maxTokens === null
    ? {}
    : {
        maxOutputTokens: Math.min(maxOutputTokens, maxTokens),
        mostOutputTokens: maxTokens,
      };
