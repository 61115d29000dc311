import OpenAI, { APIError } from "openai";
import { type AdapterOptions, type Attempt, adapt } from "./adapter.ts";
import { normaliseError } from "./normalise-error.ts";
import { readChatReply } from "./openai-chat-reply.ts";
import { chatBody, responsesBody } from "./openai-request.ts";
import { readResponsesReply } from "./openai-responses-reply.ts";
import type { Provider, ProviderError, ProviderReply } from "./provider.ts";
import { requireKey } from "./require-key.ts";
import { unreadFailure } from "./unread-failure.ts";

export interface OpenaiOptions extends AdapterOptions {
  readonly apiKey: string;
  readonly model: string;
  /** With the `/v1` of the API. */
  readonly baseUrl?: string | undefined;
  /** Default: Responses at OpenAI, chat completions at hosts that are only compatible with it. */
  readonly api?: "responses" | "chat" | undefined;
}

const ownUrl = "https://api.openai.com/v1";

/**
 * A reasoning model sends nothing between the start of its answer and the first text, and there
 * are no pings; compatible hosts may read the whole prompt before they send headers. So silence
 * means little for longer than with Claude.
 */
const limits = { firstByteMs: 90_000, idleMs: 90_000 };

/** OpenAI, and hosts that speak its formats. */
export function openaiProvider(options: OpenaiOptions): Provider {
  const apiKey = requireKey("openai", options.apiKey);
  const baseURL = options.baseUrl || ownUrl;
  const { model } = options;
  const isOwn = /(^|\.)openai\.com$/.test(new URL(baseURL).hostname);
  const api = options.api ?? (isOwn ? "responses" : "chat");
  return adapt({ name: "openai", model, limits, attempt }, options);

  async function attempt(parts: Attempt): Promise<ProviderReply> {
    const client = new OpenAI({
      apiKey,
      baseURL,
      // Given always: undefined would make the SDK read the environment.
      adminAPIKey: null,
      organization: null,
      project: null,
      webhookSecret: null,
      fetch: parts.fetch,
      maxRetries: 0,
      logLevel: "off",
    });
    return api === "responses" ? askResponses(client, parts) : askChat(client, parts);
  }

  async function askResponses(client: OpenAI, parts: Attempt): Promise<ProviderReply> {
    const { signal, onEvent, now } = parts;
    const body = responsesBody(parts, model);
    try {
      const events = await client.responses.create(body, { signal });
      return await readResponsesReply(events, onEvent, now);
    } catch (error) {
      throw failureOf(error, body, now());
    }
  }

  async function askChat(client: OpenAI, parts: Attempt): Promise<ProviderReply> {
    const body = chatBody(parts, model, isOwn);
    try {
      const chunks = await client.chat.completions.create(body, { signal: parts.signal });
      return await readChatReply(chunks, parts.onEvent);
    } catch (error) {
      throw failureOf(error, body, parts.now());
    }
  }
}

/** The SDK sets `error` only where the host sent one, in an answer or inside a stream. */
function failureOf(error: unknown, sent: object, now: number): ProviderError {
  const isAnswer =
    error instanceof APIError && (error.status !== undefined || error.error !== undefined);
  if (!isAnswer) return unreadFailure(error);
  return normaliseError(
    {
      status: error.status,
      words: [error.code, error.type],
      parameter: error.param,
      text: error.message,
      sent,
      headers: error.headers,
      cause: error,
    },
    now,
  );
}
