import { type Agent, type IncomingMessage, request, type ServerResponse } from "node:http";

/** Passes a request on as it came, and its answer back. */
export function forward(
  incoming: IncomingMessage,
  body: Buffer,
  response: ServerResponse,
  { upstream, agent }: { upstream: string; agent: Agent },
): void {
  const { connection: _hopByHop, ...headers } = incoming.headers;
  const outgoing = request(new URL(incoming.url ?? "/", upstream), {
    method: incoming.method ?? "GET",
    headers: { ...headers, "content-length": body.length },
    agent,
  });
  outgoing.on("response", (answer) => {
    const { connection: _, "keep-alive": __, ...answerHeaders } = answer.headers;
    response.writeHead(answer.statusCode ?? 502, answerHeaders);
    answer.pipe(response);
    answer.on("error", () => response.destroy());
  });
  outgoing.on("error", () => response.destroy());
  response.on("close", () => outgoing.destroy());
  outgoing.end(body);
}
