import { type Agent, type IncomingMessage, request, type ServerResponse } from "node:http";
import { readBody } from "../http.ts";

interface ForwardOptions {
  readonly upstream: string;
  readonly agent: Agent;
  /** Changes the body of a good answer. */
  readonly rewrite?: ((body: string) => string) | undefined;
  /** The upstream answers, and nobody is told. */
  readonly losesAnswer?: boolean | undefined;
}

/** Passes a request on as it came, and its answer back. */
export function forward(
  incoming: IncomingMessage,
  body: Buffer,
  response: ServerResponse,
  { upstream, agent, rewrite, losesAnswer = false }: ForwardOptions,
): void {
  const { connection: _hopByHop, ...headers } = incoming.headers;
  const outgoing = request(new URL(incoming.url ?? "/", upstream), {
    method: incoming.method ?? "GET",
    headers: { ...headers, "content-length": body.length },
    agent,
  });
  outgoing.on("response", (answer) => {
    answer.on("error", () => response.destroy());
    if (losesAnswer) answer.resume().on("end", () => response.destroy());
    else if (rewrite && answer.statusCode === 200) sendRewritten(answer, response, rewrite);
    else {
      response.writeHead(answer.statusCode ?? 502, endToEnd(answer.headers));
      answer.pipe(response);
    }
  });
  outgoing.on("error", () => response.destroy());
  response.on("close", () => outgoing.destroy());
  outgoing.end(body);
}

async function sendRewritten(
  answer: IncomingMessage,
  response: ServerResponse,
  rewrite: (body: string) => string,
): Promise<void> {
  try {
    const text = rewrite((await readBody(answer)).toString("utf8"));
    // The checksum is of the body as it was.
    const { "x-amz-crc32": _, "content-length": __, ...headers } = endToEnd(answer.headers);
    response.writeHead(200, headers).end(text);
  } catch {
    response.destroy();
  }
}

function endToEnd({ connection: _, "keep-alive": __, ...headers }: IncomingMessage["headers"]) {
  return headers;
}
