import {
  type ProviderServer,
  startProviderServer,
  type WireFormat,
  type WireText,
} from "./provider-server.ts";
import { inOrder, type Script } from "./scripted-reply.ts";
import { twoPartReply } from "./two-part-reply.ts";

/** Ollama on the loopback: use `url` as `OLLAMA_BASE_URL`. `show` is the answer to `/api/show`. */
export const startOllamaServer = (
  script: Script = inOrder({ kind: "text", text: twoPartReply() }),
  show?: object,
): Promise<ProviderServer> =>
  startProviderServer(
    {
      basePath: "",
      formatOf: (path) => (path === "/api/chat" ? chat : undefined),
      otherAnswer: (path) => (path === "/api/show" ? show : undefined),
    },
    script,
  );

const line = (value: object): string => `${JSON.stringify(value)}\n`;

const message = (content: object): string =>
  line({ model: "llama3.1", message: { role: "assistant", ...content }, done: false });

const stops = {
  complete: "stop",
  max_tokens: "length",
  context_exceeded: "length",
  content_filter: "stop",
} as const;

const done = ({ stop, usage }: WireText): string =>
  line({
    model: "llama3.1",
    message: { role: "assistant", content: "" },
    done: true,
    done_reason: stops[stop],
    prompt_eval_count: usage.input,
    eval_count: usage.output,
  });

const chat: WireFormat = {
  contentType: "application/x-ndjson",
  ping: "\n",
  begin: () => message({ content: "", thinking: "Let me think." }),
  part: (text) => message({ content: text }),
  end: done,
  /** There is no sign of a refusal but its words. */
  refusal: (reply) => message({ content: reply.text }) + done(reply),
  errorEvent: (type) => line({ error: type }),
  errorBody: ({ message: text }) => ({ error: text ?? "as the server words it" }),
};
