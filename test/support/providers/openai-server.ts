import { chatCompletions } from "./openai-chat-format.ts";
import { responses } from "./openai-responses-format.ts";
import { type ProviderServer, startProviderServer } from "./provider-server.ts";
import { inOrder, type Script } from "./scripted-reply.ts";
import { twoPartReply } from "./two-part-reply.ts";

/** Responses API and chat completions on the loopback: use `url` as `OPENAI_BASE_URL`. */
export const startOpenaiServer = (
  script: Script = inOrder({ kind: "text", text: twoPartReply() }),
): Promise<ProviderServer> =>
  startProviderServer(
    {
      basePath: "/v1",
      formatOf(path) {
        if (path === "/v1/responses") return responses;
        return path === "/v1/chat/completions" ? chatCompletions : undefined;
      },
    },
    script,
  );
