import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { listen, readBody } from "../http.ts";

/** What the runtime inside an environment tells and asks. Only one event is ever under way. */
export interface RuntimeApiListener {
  /** The runtime is ready and waits; `deliver` answers it with the next event. */
  onNext(deliver: Deliver): void;
  onResponse(payload: string): void;
  /** Resolves when the stream was read to its end. */
  onStream(contentType: string, body: IncomingMessage): Promise<void>;
  onError(payload: string): void;
  onInitError(payload: string): void;
}

export type Deliver = (headers: Record<string, string>, payload: string) => void;

export interface RuntimeApi {
  /** `127.0.0.1:<port>`, the form of AWS_LAMBDA_RUNTIME_API. */
  readonly address: string;
  close(): Promise<void>;
}

const BASE = "/2018-06-01/runtime/";

/**
 * The HTTP interface between Lambda and the runtime, for one environment.
 * https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
 */
export async function startRuntimeApi(listener: RuntimeApiListener): Promise<RuntimeApi> {
  const server = createServer((request, response) => {
    // The process may be killed in the middle of what it sends.
    answer(request, response, listener).catch(() => response.destroy());
  });
  // A frozen environment keeps its connection for as long as it is frozen.
  server.keepAliveTimeout = 0;
  server.requestTimeout = 0;
  const { port, close } = await listen(server);
  return { address: `127.0.0.1:${port}`, close };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  listener: RuntimeApiListener,
): Promise<void> {
  const path = request.url?.slice(BASE.length) ?? "";
  if (path === "invocation/next") {
    listener.onNext((headers, payload) => {
      response.writeHead(200, { "content-type": "application/json", ...headers }).end(payload);
    });
    return;
  }
  if (path.endsWith("/response") && isStreaming(request)) {
    const contentType = request.headers["content-type"] ?? "application/octet-stream";
    await listener.onStream(contentType, request);
  } else {
    const payload = (await readBody(request)).toString();
    if (path === "init/error") listener.onInitError(payload);
    else if (path.endsWith("/response")) listener.onResponse(payload);
    else listener.onError(payload);
  }
  response.writeHead(202, { "content-type": "application/json" }).end('{"status":"OK"}');
}

const isStreaming = (request: IncomingMessage) =>
  request.headers["lambda-runtime-function-response-mode"] === "streaming";
