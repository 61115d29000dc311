import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";
import { setImmediate, setTimeout } from "node:timers/promises";
import {
  defaultUsage,
  partsOf,
  type RecordedRequest,
  type Script,
  type ScriptedReply,
  type ScriptedUsage,
} from "./scripted-reply.ts";

export interface WireText {
  readonly model: string;
  readonly text: string;
  readonly stop: "complete" | "max_tokens" | "context_exceeded" | "content_filter";
  readonly usage: ScriptedUsage;
}

/** A provider's wire format. Each method gives the text of the stream, or of a part of it. */
export interface WireFormat {
  readonly contentType: string;
  /** What carries nothing but shows that the connection lives. */
  readonly ping: string;
  begin(reply: WireText): string;
  part(text: string): string;
  end(reply: WireText): string;
  refusal(reply: WireText): string;
  errorEvent(type: string): string;
  errorBody(error: Extract<ScriptedReply, { kind: "error" }>): object;
}

export interface ProviderServer extends AsyncDisposable {
  /** For the adapter's `baseUrl`, or the setting that names it. */
  readonly url: string;
  readonly requests: RecordedRequest[];
  /** Answers that are neither complete nor given up by the client. */
  openAnswers(): number;
  close(): Promise<void>;
}

export interface ServerRoutes {
  /** Put after the address in `url`. */
  readonly basePath: string;
  formatOf(path: string): WireFormat | undefined;
  /** Answers to requests outside the script, as JSON. */
  otherAnswer?(path: string): object | undefined;
}

/** A server on the loopback that plays a script in a provider's wire format. */
export async function startProviderServer(
  routes: ServerRoutes,
  script: Script,
): Promise<ProviderServer> {
  const requests: RecordedRequest[] = [];
  const open = new Set<ServerResponse>();
  let scripted = 0;
  const server = createServer(async (message, response) => {
    open.add(response);
    response.once("close", () => open.delete(response));
    const request = await recorded(message);
    requests.push(request);
    const format = routes.formatOf(request.path);
    if (format) {
      scripted += 1;
      await play(script(request, scripted), request, format, response);
      return;
    }
    const answer = routes.otherAnswer?.(request.path);
    response.writeHead(answer ? 200 : 404, { "content-type": "application/json" });
    response.end(JSON.stringify(answer ?? { error: "not found" }));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const close = async () => {
    server.close();
    server.closeAllConnections();
    if (server.listening) await once(server, "close");
  };
  const url = `http://127.0.0.1:${port}${routes.basePath}`;
  return { url, requests, openAnswers: () => open.size, close, [Symbol.asyncDispose]: close };
}

async function recorded(message: IncomingMessage): Promise<RecordedRequest> {
  const path = message.url ?? "";
  const { headers } = message;
  return { path, headers, body: message.method === "POST" ? await json(message) : undefined };
}

async function play(
  reply: ScriptedReply,
  request: RecordedRequest,
  format: WireFormat,
  response: ServerResponse,
): Promise<void> {
  switch (reply.kind) {
    case "slow-headers":
      return;
    case "page":
      response.writeHead(200, { "content-type": "text/html" });
      response.end("<html><body>Sign in to the network</body></html>");
      return;
    case "error":
      response.writeHead(reply.status, { "content-type": "application/json", ...reply.headers });
      response.end(JSON.stringify(format.errorBody(reply)));
      return;
    default:
      response.writeHead(200, { "content-type": format.contentType });
      if (reply.kind === "pinging") await ping(response, format.ping, reply.pings);
      await send(response, streamOf(reply, request, format));
      if (reply.kind === "cut") response.destroy();
      else if (reply.kind !== "stalled") response.end();
  }
}

type StreamedReply = Exclude<ScriptedReply, { kind: "slow-headers" | "page" | "error" }>;

function streamOf(reply: StreamedReply, request: RecordedRequest, format: WireFormat): string {
  if (reply.kind === "raw") return reply.body;
  const whole: WireText = {
    model: String(request.body.model),
    text: reply.text,
    stop: (reply.kind === "text" ? reply.stop : undefined) ?? "complete",
    usage: (reply.kind === "text" ? reply.usage : undefined) ?? defaultUsage,
  };
  if (reply.kind === "refusal") return format.refusal(whole);
  const begun = format.begin(whole) + partsOf(reply.text).map(format.part).join("");
  if (reply.kind === "text" || reply.kind === "pinging") return begun + format.end(whole);
  return reply.kind === "error-in-stream" ? begun + format.errorEvent(reply.type) : begun;
}

async function ping(response: ServerResponse, sign: string, times: number): Promise<void> {
  for (let sent = 0; sent < times && !response.closed; sent += 1) {
    response.write(sign);
    await setTimeout(50);
  }
}

/** In slices that end within lines and characters, as a network may cut them. */
async function send(response: ServerResponse, stream: string): Promise<void> {
  const bytes = Buffer.from(stream);
  const slice = Math.max(97, Math.ceil(bytes.length / 40));
  for (let start = 0; start < bytes.length; start += slice) {
    response.write(bytes.subarray(start, start + slice));
    await setImmediate();
  }
}
