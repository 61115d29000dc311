import { providerFailure } from "./provider-failure.ts";
import type { AttemptWatch } from "./watched-attempt.ts";

export type Fetch = typeof globalThis.fetch;

/**
 * `fetch` that reports every part of the answer to the watch. It sees what the SDKs hide: pings,
 * and bytes that are no whole event yet. It also stops what is not an answer of a provider: a
 * page of a proxy sent with 200, and a redirect, which would take the prompt elsewhere.
 */
export function watchedFetch(fetch: Fetch, watch: AttemptWatch): Fetch {
  return async (input, init) => {
    const response = await fetch(input, { ...init, redirect: "manual" });
    watch.activity();
    const refusal = whyNotAnAnswer(response);
    if (refusal) {
      await response.body?.cancel();
      throw providerFailure("bad_payload", { message: refusal });
    }
    return response.body ? reporting(response, response.body, watch) : response;
  };
}

function whyNotAnAnswer(response: Response): string | undefined {
  if (response.status >= 300 && response.status < 400) {
    return "The provider's address answers with a redirect.";
  }
  const isPage = response.headers.get("content-type")?.includes("text/html") ?? false;
  return response.ok && isPage ? "A web page came instead of the provider's answer." : undefined;
}

function reporting(
  response: Response,
  body: ReadableStream<Uint8Array>,
  watch: AttemptWatch,
): Response {
  const report = new TransformStream<Uint8Array, Uint8Array>({
    transform(part, controller) {
      watch.activity();
      controller.enqueue(part);
    },
  });
  const { status, statusText, headers } = response;
  return new Response(body.pipeThrough(report), { status, statusText, headers });
}
