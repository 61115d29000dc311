import type { ScriptedReply } from "./scripted-reply.ts";

/** Code and type that OpenAI usually sends with a status. */
const usual: Readonly<Record<number, { readonly code: string | null; readonly type: string }>> = {
  401: { code: "invalid_api_key", type: "invalid_request_error" },
  403: { code: "insufficient_permissions", type: "invalid_request_error" },
  404: { code: "model_not_found", type: "invalid_request_error" },
  429: { code: "rate_limit_exceeded", type: "requests" },
};

export function openaiErrorBody({
  status,
  type,
  message,
  parameter,
}: Extract<ScriptedReply, { kind: "error" }>): object {
  const broad = status < 500 ? "invalid_request_error" : "server_error";
  const words = usual[status] ?? { code: null, type: broad };
  return {
    error: {
      message: message ?? "As the provider words it",
      type: type ?? words.type,
      code: type ?? words.code,
      param: parameter ?? null,
    },
  };
}
