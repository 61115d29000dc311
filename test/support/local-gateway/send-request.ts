import { once } from "node:events";
import { type IncomingMessage, request } from "node:http";

export interface SentRequest {
  readonly method?: string;
  /** Sent as it is, also where it is no good URL. */
  readonly path?: string;
  readonly headers?: Record<string, string | string[]>;
  readonly body?: string | Buffer;
}

/** Sends a request letter by letter, which `fetch` would tidy up. */
export async function sendRequest(
  { port }: { readonly port: number },
  { method = "GET", path = "/", headers = {}, body }: SentRequest,
) {
  const outgoing = request({ host: "127.0.0.1", port, method, path, headers, agent: false });
  outgoing.end(body);
  const [incoming]: IncomingMessage[] = await once(outgoing, "response");
  if (incoming === undefined) throw new Error("no response");
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk);
  const bytes = Buffer.concat(chunks);
  return { status: incoming.statusCode, headers: incoming.headers, bytes, text: bytes.toString() };
}
