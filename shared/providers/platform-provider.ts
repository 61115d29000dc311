import { AppError } from "../app-error.ts";
import type { PromptLibrary } from "../patterns/prompt-library.ts";
import type { ProviderChoice } from "./choose-provider.ts";
import { createProvider, type ProviderKeys } from "./create-provider.ts";
import type { Provider } from "./provider.ts";

/**
 * The provider of the platform for one generation.
 * @throws AppError `llm_not_configured` where none is chosen or its key is missing
 */
export async function platformProvider(
  choice: ProviderChoice | undefined,
  { keys, library }: { keys: () => Promise<ProviderKeys>; library: PromptLibrary },
): Promise<Provider> {
  if (choice === undefined) {
    throw new AppError("llm_not_configured", "No language model is configured.");
  }
  return createProvider(choice, {
    keys,
    mock: async () => (await import("./mock.ts")).mockProvider({ library }),
  });
}
