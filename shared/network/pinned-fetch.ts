import { type IncomingMessage, request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import { Readable } from "node:stream";
import { pinnedLookup } from "./pinned-lookup.ts";

/** Answers that have no body, which `Response` insists on. */
const bodiless: ReadonlySet<number> = new Set([204, 205, 304]);

/**
 * `fetch` to one address, whatever the name in the URL resolves to by then. Node's own `fetch`
 * cannot be told where to connect. Redirects are handed back as answers, and nothing is unpacked:
 * no compression is asked for. Each request has a connection of its own.
 */
export async function pinnedFetch(request: Request, address: string): Promise<Response> {
  const body = Buffer.from(await request.arrayBuffer());
  const url = new URL(request.url);
  const headers = {
    ...Object.fromEntries(request.headers),
    "accept-encoding": "identity",
    "content-length": String(body.length),
  };
  const start = url.protocol === "https:" ? requestHttps : requestHttp;
  return new Promise((resolve, reject) => {
    const outgoing = start(url, {
      method: request.method,
      headers,
      lookup: pinnedLookup(address),
      agent: false,
      signal: request.signal,
    });
    outgoing.once("response", (message) => resolve(responseOf(message)));
    // There may be more than one, and any that nobody listens to would end the process.
    outgoing.on("error", reject);
    outgoing.end(body);
  });
}

function responseOf(message: IncomingMessage): Response {
  const status = message.statusCode ?? 0;
  const headers = new Headers();
  for (const [name, values = []] of Object.entries(message.headersDistinct)) {
    for (const value of values) headers.append(name, value);
  }
  const init = { status, statusText: message.statusMessage ?? "", headers };
  if (bodiless.has(status)) {
    message.resume();
    return new Response(null, init);
  }
  return new Response(Readable.toWeb(message), init);
}
