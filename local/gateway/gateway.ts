import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { RestApi } from "./api-definition.ts";
import type { GatewayAnswer } from "./gateway-answer.ts";
import { GatewayError } from "./gateway-error.ts";
import { type GatewayRequest, headerOf, readHead, readWhole } from "./gateway-request.ts";
import { gatewayResponse } from "./gateway-response.ts";
import { lambdaAnswer } from "./lambda-integration.ts";
import { mockAnswer } from "./mock-integration.ts";
import { proxyEvent } from "./proxy-event.ts";
import { requestContext } from "./request-context.ts";
import { createRouteTable } from "./route-table.ts";
import { sendAnswer } from "./send-answer.ts";
import { streamedAnswer } from "./streamed-answer.ts";
import { createAuthorize, type Invoke } from "./token-authorizer.ts";

export interface GatewayOptions {
  readonly api: RestApi;
  /** Runs a function. What it throws is a failed call, not a failed function. */
  readonly invoke: Invoke;
  readonly host?: string;
  readonly port?: number;
  readonly log?: (line: string) => void;
  /** Milliseconds; for the authorizers' caches. */
  readonly now?: () => number;
  /** After how much silence a stream is cut off. Defaults to the gateway's own. */
  readonly streamIdleMs?: number;
}

export interface Gateway {
  readonly url: string;
  readonly port: number;
  close(): Promise<void>;
}

// https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html: request line and headers
const MAX_HEADER_BYTES = 10_240;

// https://docs.aws.amazon.com/apigateway/latest/developerguide/response-transfer-mode.html
const regionalIdleMs = 5 * 60_000;

/** Serves a REST API over HTTP as API Gateway does. */
export async function startGateway(options: GatewayOptions): Promise<Gateway> {
  const { api, log = () => {}, host = "127.0.0.1" } = options;
  const answer = createAnswer({ ...options, log });
  const server = createServer({ maxHeaderSize: MAX_HEADER_BYTES }, async (incoming, response) => {
    const head = readHead(incoming, api.stage);
    try {
      const request = await readWhole(incoming, head);
      await sendAnswer(response, head.id, await answer(request));
    } catch (error) {
      // A caller that is gone needs no answer.
      if (response.destroyed) return;
      await sendAnswer(response, head.id, gatewayResponse(api, head, gatewayErrorOf(error, log)));
    }
  });
  // Longer than clients keep theirs: none sends into a connection that is being closed.
  server.keepAliveTimeout = 60_000;
  const { port } = await listen(server, host, options.port ?? 0);
  return {
    url: `http://${host}:${port}`,
    port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

type AnswerOptions = GatewayOptions & { readonly log: (line: string) => void };

function createAnswer(options: AnswerOptions) {
  const { api, invoke, log, now = Date.now, streamIdleMs = regionalIdleMs } = options;
  const findRoute = createRouteTable(api);
  const authorize = createAuthorize({ api, invoke, now, log });

  return async (request: GatewayRequest): Promise<GatewayAnswer> => {
    const route = findRoute(request.httpMethod, request.path);
    const authorizer = await authorize(request, route.method);
    const { integration } = route.method;
    if (integration.type === "MOCK") {
      const context = requestContext(api, request, route.method, authorizer);
      return mockAnswer(integration, request, context, route.pathParameters);
    }
    const event = JSON.stringify(proxyEvent(api, request, route, authorizer));
    if (integration.streams) {
      return streamedAnswer(integration, event, { invoke, log, idleMs: streamIdleMs });
    }
    return lambdaAnswer(integration, event, {
      invoke,
      log,
      binaryMediaTypes: api.binaryMediaTypes,
      accept: headerOf(request, "accept"),
    });
  };
}

function gatewayErrorOf(error: unknown, log: (line: string) => void): GatewayError {
  if (error instanceof GatewayError) return error;
  log(`gateway: ${error instanceof Error ? error.stack : String(error)}`);
  return new GatewayError("DEFAULT_5XX");
}

function listen(
  server: ReturnType<typeof createServer<typeof IncomingMessage, typeof ServerResponse>>,
  host: string,
  port: number,
): Promise<AddressInfo> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => resolve(server.address() as AddressInfo));
  });
}
