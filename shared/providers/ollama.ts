import { type AdapterOptions, type Attempt, adapt } from "./adapter.ts";
import { ollamaContext } from "./ollama-context.ts";
import { jsonLines } from "./ollama-lines.ts";
import { type OllamaModel, showOllamaModel } from "./ollama-model.ts";
import { ollamaPost } from "./ollama-post.ts";
import { readOllamaReply } from "./ollama-reply.ts";
import type { Provider, ProviderReply, ProviderRequest } from "./provider.ts";
import { endedEarly } from "./provider-failure.ts";
import { unreadFailure } from "./unread-failure.ts";

export interface OllamaOptions extends AdapterOptions {
  readonly model: string;
  readonly baseUrl?: string | undefined;
}

/**
 * The server sends its headers with the first token, so loading a model and reading the prompt,
 * minutes on a small machine, both come before the first byte. The deadline bounds them.
 */
const limits = { firstByteMs: 10 * 60_000, idleMs: 60_000 };

/**
 * Ollama by its own `/api/chat`: the endpoint that is compatible with OpenAI's ignores `num_ctx`,
 * and the `ollama` package can neither time out nor be cancelled.
 */
export function ollamaProvider(options: OllamaOptions): Provider {
  const { model } = options;
  const baseUrl = options.baseUrl || "http://localhost:11434";
  let shown: OllamaModel | undefined;
  return adapt({ name: "ollama", model, limits, attempt }, options);

  async function attempt(parts: Attempt): Promise<ProviderReply> {
    try {
      shown ??= await showOrNothing(parts);
      const body = bodyOf(parts.request, model, shown);
      const response = await ollamaPost(baseUrl, "/api/chat", body, parts);
      if (!response.body) throw endedEarly();
      return await readOllamaReply(jsonLines(response.body), parts.onEvent, parts.now);
    } catch (error) {
      throw unreadFailure(error);
    }
  }

  /** Servers without `/api/show` answer too; a failure that matters comes again with the chat. */
  async function showOrNothing(parts: Attempt): Promise<OllamaModel | undefined> {
    try {
      return await showOllamaModel(baseUrl, model, parts);
    } catch (error) {
      if (parts.signal.aborted) throw error;
      return undefined;
    }
  }
}

/**
 * Thinking counts towards `num_predict` and on small machines takes most of the time there is, so
 * models that can skip it do.
 */
function bodyOf(request: ProviderRequest, model: string, shown: OllamaModel | undefined): object {
  const { system, prompt, maxOutputTokens, temperature, responseFormat } = request;
  return {
    model,
    stream: true,
    messages: [
      ...(system ? [{ role: "system", content: system }] : []),
      { role: "user", content: prompt },
    ],
    ...(shown?.canSkipThinking && { think: false }),
    // A hint: for some models that think it has no effect.
    ...(responseFormat && { format: responseFormat.schema }),
    options: {
      num_ctx: ollamaContext(request, shown?.contextWindow),
      num_predict: maxOutputTokens,
      ...(temperature !== undefined && { temperature }),
    },
  };
}
