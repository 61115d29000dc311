import * as z from "zod";
import type { Attempt } from "./adapter.ts";
import { normaliseError } from "./normalise-error.ts";

const Failure = z.object({ error: z.string().catch("") });

/**
 * Posts JSON to an Ollama server.
 * @throws ProviderError for an error answer, else what `fetch` throws
 */
export async function ollamaPost(
  baseUrl: string,
  path: `/api/${string}`,
  body: object,
  { fetch, signal, now }: Pick<Attempt, "fetch" | "signal" | "now">,
): Promise<Response> {
  const response = await fetch(`${baseUrl.replace(/\/+$/, "")}${path}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
    signal,
  });
  if (response.ok) return response;
  const answer = await response.text();
  const failure = {
    status: response.status,
    words: [],
    text: messageOf(answer),
    sent: body,
    headers: response.headers,
    cause: answer,
  };
  throw normaliseError(failure, now());
}

function messageOf(answer: string): string {
  try {
    return Failure.parse(JSON.parse(answer)).error;
  } catch {
    return "";
  }
}
