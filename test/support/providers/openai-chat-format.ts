import { openaiErrorBody } from "./openai-error-body.ts";
import type { WireFormat, WireText } from "./provider-server.ts";

const data = (value: object): string => `data: ${JSON.stringify(value)}\n\n`;

const chunk = (choice: object, more: object = {}): string =>
  data({
    id: "chatcmpl-1",
    object: "chat.completion.chunk",
    model: "a-model",
    choices: [{ index: 0, finish_reason: null, ...choice }],
    ...more,
  });

const stops = {
  complete: "stop",
  max_tokens: "length",
  context_exceeded: "length",
  content_filter: "content_filter",
} as const;

const finished = (reason: string, { usage }: WireText): string =>
  chunk({ delta: {}, finish_reason: reason }) +
  data({
    model: "a-model",
    choices: [],
    usage: {
      prompt_tokens: usage.input + usage.cached,
      prompt_tokens_details: { cached_tokens: usage.cached },
      completion_tokens: usage.output,
      completion_tokens_details: { reasoning_tokens: usage.reasoning },
    },
  }) +
  "data: [DONE]\n\n";

export const chatCompletions: WireFormat = {
  contentType: "text/event-stream; charset=utf-8",
  ping: ": keep-alive\n\n",
  begin: () => chunk({ delta: { role: "assistant", content: "", refusal: null } }),
  part: (text) => chunk({ delta: { content: text } }),
  end: (reply) => finished(stops[reply.stop], reply),
  refusal: (reply) => chunk({ delta: { refusal: reply.text } }) + finished("stop", reply),
  errorEvent: (code) => data({ error: { code, message: "Inside the stream", type: code } }),
  errorBody: openaiErrorBody,
};
