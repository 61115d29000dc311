import {
  type ProviderServer,
  startProviderServer,
  type WireFormat,
  type WireText,
} from "./provider-server.ts";
import { inOrder, type Script } from "./scripted-reply.ts";
import { twoPartReply } from "./two-part-reply.ts";

/** The Messages API on the loopback: use `url` as `ANTHROPIC_BASE_URL`. */
export const startClaudeServer = (
  script: Script = inOrder({ kind: "text", text: twoPartReply() }),
): Promise<ProviderServer> =>
  startProviderServer(
    { basePath: "", formatOf: (path) => (path === "/v1/messages" ? messages : undefined) },
    script,
  );

const typesByStatus: Readonly<Record<number, string>> = {
  400: "invalid_request_error",
  401: "authentication_error",
  402: "billing_error",
  403: "permission_error",
  404: "not_found_error",
  413: "request_too_large",
  429: "rate_limit_error",
  529: "overloaded_error",
};

const stops = {
  complete: "end_turn",
  max_tokens: "max_tokens",
  context_exceeded: "model_context_window_exceeded",
  content_filter: "refusal",
} as const;

const event = (type: string, data: object = {}): string =>
  `event: ${type}\ndata: ${JSON.stringify({ type, ...data })}\n\n`;

const messages: WireFormat = {
  contentType: "text/event-stream; charset=utf-8",
  ping: event("ping"),
  begin: (reply) =>
    messageStart(reply) +
    event("content_block_start", { index: 0, content_block: { type: "thinking", thinking: "" } }) +
    event("content_block_delta", {
      index: 0,
      delta: { type: "thinking_delta", thinking: "Let me think." },
    }) +
    event("content_block_stop", { index: 0 }) +
    event("content_block_start", { index: 1, content_block: { type: "text", text: "" } }) +
    event("ping"),
  part: (text) => event("content_block_delta", { index: 1, delta: { type: "text_delta", text } }),
  end: (reply) =>
    event("content_block_stop", { index: 1 }) +
    messageEnd(reply, { stop_reason: stops[reply.stop], stop_details: null }),
  refusal: (reply) =>
    messageStart(reply) +
    messageEnd(reply, {
      stop_reason: "refusal",
      stop_details: { type: "refusal", category: "cyber", explanation: reply.text },
    }),
  errorEvent: (type) => event("error", { error: { type, message: "From inside the stream" } }),
  errorBody: ({ status, type, message }) => ({
    type: "error",
    error: {
      type: type ?? typesByStatus[status] ?? "api_error",
      message: message ?? "As the provider words it",
    },
  }),
};

const messageStart = ({ model, usage }: WireText): string =>
  event("message_start", {
    message: {
      id: "msg_1",
      type: "message",
      role: "assistant",
      model,
      content: [],
      stop_reason: null,
      usage: {
        input_tokens: usage.input - 20,
        cache_creation_input_tokens: 20,
        cache_read_input_tokens: usage.cached,
        output_tokens: 1,
      },
    },
  });

const messageEnd = ({ usage }: WireText, delta: object): string =>
  event("message_delta", {
    delta: { stop_sequence: null, ...delta },
    usage: {
      input_tokens: null,
      output_tokens: usage.output,
      output_tokens_details: { thinking_tokens: usage.reasoning },
    },
  }) + event("message_stop");
