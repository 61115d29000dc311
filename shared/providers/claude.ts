import { BaseAnthropic } from "@anthropic-ai/sdk/client";
import { APIError } from "@anthropic-ai/sdk/error";
import {
  type MessageCreateParamsStreaming,
  Messages,
} from "@anthropic-ai/sdk/resources/messages/messages";
import { type AdapterOptions, type Attempt, adapt } from "./adapter.ts";
import { readClaudeReply } from "./claude-reply.ts";
import { outputLimit } from "./model-registry.ts";
import { normaliseError } from "./normalise-error.ts";
import type { Provider, ProviderError, ProviderReply, ProviderRequest } from "./provider.ts";
import { temperatureDropped } from "./refused-parameters.ts";
import { requireKey } from "./require-key.ts";
import { unreadFailure } from "./unread-failure.ts";

export interface ClaudeOptions extends AdapterOptions {
  readonly apiKey: string;
  readonly model: string;
  /** Without the `/v1` of the API. */
  readonly baseUrl?: string | undefined;
}

/**
 * Claude by the Messages API. The base client with one resource makes a bundle a third the size
 * of the whole SDK.
 */
export function claudeProvider(options: ClaudeOptions): Provider {
  const apiKey = requireKey("claude", options.apiKey);
  const { model } = options;
  return adapt({ name: "claude", model, attempt }, options);

  async function attempt({
    request,
    signal,
    fetch,
    onEvent,
    now,
  }: Attempt): Promise<ProviderReply> {
    const client = new BaseAnthropic({
      apiKey,
      // Given always: without them the SDK reads the environment and profile files.
      baseURL: options.baseUrl || "https://api.anthropic.com",
      webhookKey: null,
      fetch,
      maxRetries: 0,
      // At any other level the SDK prints parts of a reply that it could not parse.
      logLevel: "off",
      openTelemetry: false,
    });
    const body = bodyOf(request, model);
    try {
      const events = await new Messages(client).create(body, { signal });
      const reply = await readClaudeReply(events, onEvent);
      return { ...reply, notes: [...notesOf(request, model), ...reply.notes] };
    } catch (error) {
      throw failureOf(error, leavable(body), now());
    }
  }
}

/** The API no longer has `temperature`: newer models answer it with a 400. */
function bodyOf(request: ProviderRequest, model: string): MessageCreateParamsStreaming {
  return {
    model,
    max_tokens: outputLimit("claude", model, request.maxOutputTokens, request.mostOutputTokens),
    stream: true,
    messages: [{ role: "user", content: request.prompt }],
    // The schema goes out as it is; the SDK's helpers would rewrite it.
    ...(request.responseFormat && {
      output_config: {
        format: { type: "json_schema" as const, schema: request.responseFormat.schema },
      },
    }),
    ...(request.system && {
      system: [{ type: "text", text: request.system, cache_control: { type: "ephemeral" } }],
    }),
  };
}

/** Of what is sent only the schema of the reply can be left out. */
const leavable = ({ output_config }: MessageCreateParamsStreaming): object =>
  output_config === undefined ? {} : { output_config };

const notesOf = (request: ProviderRequest, model: string): string[] =>
  request.temperature === undefined ? [] : [temperatureDropped(model)];

function failureOf(error: unknown, sent: object, now: number): ProviderError {
  const isAnswer = error instanceof APIError && (error.status !== undefined || error.type !== null);
  if (!isAnswer) return unreadFailure(error);
  return normaliseError(
    {
      status: error.status,
      words: [error.errorCode, error.type],
      text: error.apiMessage ?? undefined,
      sent,
      headers: error.headers,
      cause: error,
    },
    now,
  );
}
