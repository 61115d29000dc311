import * as z from "zod";
import type { Attempt } from "./adapter.ts";
import { ollamaPost } from "./ollama-post.ts";

/** What `/api/show` tells of a model that has to do with a request. */
export interface OllamaModel {
  /** Longest context the model was made for, in tokens. */
  readonly contextWindow: number | undefined;
  /** Whether it thinks unless told not to, and can be told. */
  readonly canSkipThinking: boolean;
}

const Show = z
  .object({
    capabilities: z.array(z.string()).catch([]),
    thinking: z
      .object({ values: z.array(z.unknown()) })
      .optional()
      .catch(undefined),
    model_info: z.record(z.string(), z.unknown()).catch({}),
  })
  .transform(({ capabilities, thinking, model_info }): OllamaModel => {
    // The field carries the architecture's name, as in `llama.context_length`.
    const window = Object.entries(model_info).find(([name]) => name.endsWith(".context_length"));
    const values = thinking?.values ?? [true, false];
    return {
      contextWindow: z.int().positive().optional().catch(undefined).parse(window?.[1]),
      canSkipThinking: capabilities.includes("thinking") && values.includes(false),
    };
  });

/** @throws ProviderError, ZodError, or what `fetch` throws */
export async function showOllamaModel(
  baseUrl: string,
  model: string,
  attempt: Pick<Attempt, "fetch" | "signal" | "now">,
): Promise<OllamaModel> {
  const response = await ollamaPost(baseUrl, "/api/show", { model }, attempt);
  return Show.parse(await response.json());
}
