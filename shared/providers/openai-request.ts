import type { ChatCompletionCreateParamsStreaming } from "openai/resources/chat/completions";
import type { ResponseCreateParamsStreaming } from "openai/resources/responses/responses";
import type { Attempt } from "./adapter.ts";
import { outputLimit } from "./model-registry.ts";

type Asked = Pick<Attempt, "request" | "refused">;

const temperatureOf = ({ request, refused }: Asked) =>
  request.temperature === undefined || refused.has("temperature")
    ? {}
    : { temperature: request.temperature };

/** `store` is true by default and keeps what is sent for 30 days. */
export function responsesBody(asked: Asked, model: string): ResponseCreateParamsStreaming {
  const { system, prompt, responseFormat, maxOutputTokens, mostOutputTokens } = asked.request;
  const limit = outputLimit("openai", model, maxOutputTokens, mostOutputTokens);
  return {
    model,
    ...(system && { instructions: system }),
    input: prompt,
    max_output_tokens: limit,
    ...temperatureOf(asked),
    ...(responseFormat && {
      text: { format: { type: "json_schema" as const, strict: true, ...responseFormat } },
    }),
    store: false,
    stream: true,
  };
}

/**
 * OpenAI's own newer models know only `max_completion_tokens`, most compatible hosts only the
 * older `max_tokens`, and some hosts refuse to stream their usage.
 */
export function chatBody(
  asked: Asked,
  model: string,
  isOwn: boolean,
): ChatCompletionCreateParamsStreaming {
  const { system, prompt, responseFormat, maxOutputTokens, mostOutputTokens } = asked.request;
  const limit = outputLimit("openai", model, maxOutputTokens, mostOutputTokens);
  const isNewName = isOwn || asked.refused.has("max_tokens");
  return {
    model,
    messages: [
      ...(system ? [{ role: "system" as const, content: system }] : []),
      { role: "user", content: prompt },
    ],
    ...(isNewName ? { max_completion_tokens: limit } : { max_tokens: limit }),
    ...temperatureOf(asked),
    ...(responseFormat && {
      response_format: {
        type: "json_schema" as const,
        json_schema: { strict: true, ...responseFormat },
      },
    }),
    ...(isOwn && { store: false }),
    ...(!asked.refused.has("stream_options") && { stream_options: { include_usage: true } }),
    stream: true,
  };
}
