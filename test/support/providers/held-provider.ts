import { createServer, type ServerResponse } from "node:http";
import { listen, readBody } from "../../../local/http.ts";
import type { ProviderServer } from "./provider-server.ts";

export interface HeldProvider {
  readonly url: string;
  /** Resolves when so many calls were made in all; none is answered before it is let go. */
  called(times: number): Promise<void>;
  release(): void;
  close(): Promise<void>;
}

/** A provider's server that answers when its test wants it to. */
export async function holdProvider(provider: ProviderServer): Promise<HeldProvider> {
  const held = Promise.withResolvers<void>();
  const waiting: { times: number; resolve: () => void }[] = [];
  let calls = 0;
  const count = () => {
    calls += 1;
    for (const { times, resolve } of waiting) if (calls >= times) resolve();
  };
  const server = createServer(async (request, response) => {
    const { method = "GET", url = "/" } = request;
    const body = await readBody(request);
    count();
    await held.promise;
    const { port, pathname } = new URL(provider.url);
    const target = `http://127.0.0.1:${port}${pathname === "/" ? "" : pathname}${url}`;
    const headers = { "content-type": "application/json" };
    // Who is let go at the end of a test may find the provider closed.
    const answer = await fetch(target, { method, headers, body }).catch(() => undefined);
    if (answer === undefined) response.destroy();
    else await passOn(answer, response);
  });
  const { url, close } = await listen(server);
  return {
    url,
    called: (times) =>
      new Promise((resolve) => {
        if (calls >= times) resolve();
        else waiting.push({ times, resolve });
      }),
    release: () => held.resolve(),
    close: async () => {
      held.resolve();
      await close();
    },
  };
}

async function passOn(answer: Response, response: ServerResponse): Promise<void> {
  response.writeHead(answer.status, { "content-type": answer.headers.get("content-type") ?? "" });
  response.end(Buffer.from(await answer.arrayBuffer()));
}
