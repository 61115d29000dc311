import { openaiErrorBody } from "./openai-error-body.ts";
import type { WireFormat, WireText } from "./provider-server.ts";

const event = (type: string, data: object): string =>
  `event: ${type}\ndata: ${JSON.stringify({ type, ...data })}\n\n`;

const responseOf = ({ model, usage }: WireText, more: object): object => ({
  id: "resp_1",
  object: "response",
  model: `${model}-2026-09-29`,
  output: [],
  incomplete_details: null,
  error: null,
  usage: {
    input_tokens: usage.input + usage.cached,
    input_tokens_details: { cached_tokens: usage.cached },
    output_tokens: usage.output,
    output_tokens_details: { reasoning_tokens: usage.reasoning },
  },
  ...more,
});

const messageOf = (part: object): object[] => [
  { type: "reasoning", id: "rs_1", summary: [] },
  { type: "message", role: "assistant", content: [part] },
];

const created = (reply: WireText): string =>
  event("response.created", {
    response: responseOf(reply, { status: "in_progress", usage: null }),
  });

export const responses: WireFormat = {
  contentType: "text/event-stream; charset=utf-8",
  ping: ": keep-alive\n\n",
  begin: created,
  part: (text) =>
    event("response.output_text.delta", { delta: text, output_index: 1, content_index: 0 }),
  end(reply) {
    const output = messageOf({ type: "output_text", text: reply.text, annotations: [] });
    if (reply.stop === "complete") {
      return event("response.completed", {
        response: responseOf(reply, { status: "completed", output }),
      });
    }
    const reason = reply.stop === "max_tokens" ? "max_output_tokens" : reply.stop;
    return event("response.incomplete", {
      response: responseOf(reply, {
        status: "incomplete",
        output,
        incomplete_details: { reason },
      }),
    });
  },
  refusal: (reply) =>
    created(reply) +
    event("response.completed", {
      response: responseOf(reply, {
        status: "completed",
        output: messageOf({ type: "refusal", refusal: reply.text }),
      }),
    }),
  errorEvent: (code) =>
    event("response.failed", {
      response: { model: "m", status: "failed", error: { code, message: "Inside the stream" } },
    }),
  errorBody: openaiErrorBody,
};
