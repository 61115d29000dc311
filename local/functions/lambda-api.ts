import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { listen, readBody } from "../http.ts";
import { type AsynchronousInvocations, startAsynchronousInvocations } from "./asynchronous.ts";
import { functionConfiguration } from "./function-configuration.ts";
import { InvocationRefused } from "./invocation-refused.ts";
import type { LocalFunction } from "./local-function.ts";

export interface LambdaApi {
  readonly url: string;
  close(): Promise<void>;
}

export interface LambdaApiOptions {
  /** Found by name or ARN of their definitions; the keys of the map do not matter. */
  readonly functions: ReadonlyMap<string, LocalFunction>;
  readonly port?: number;
  /** Waits before the second and third try of an event that failed. Defaults to Lambda's. */
  readonly retryDelaysMs?: readonly number[];
}

/**
 * The part of Lambda's HTTP API that the functions use: Invoke and GetFunctionConfiguration.
 * https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
 */
export async function startLambdaApi(options: LambdaApiOptions): Promise<LambdaApi> {
  const asynchronous = startAsynchronousInvocations(options.retryDelaysMs);
  const server = createServer((request, response) => {
    respond(request, response, options.functions, asynchronous).catch((error: unknown) =>
      sendError(response, error),
    );
  });
  const { url, close } = await listen(server, options.port);
  return {
    url,
    close: () => {
      asynchronous.close();
      return close();
    },
  };
}

const PATH = /^\/2015-03-31\/functions\/(?<name>[^/]+)\/(?<operation>invocations|configuration)$/;

async function respond(
  request: IncomingMessage,
  response: ServerResponse,
  functions: LambdaApiOptions["functions"],
  asynchronous: AsynchronousInvocations,
): Promise<void> {
  const { pathname } = new URL(request.url ?? "/", "http://local");
  const { name, operation } = PATH.exec(pathname)?.groups ?? {};
  const called = findFunction(functions, decodeURIComponent(name ?? ""));
  if (operation === "invocations" && request.method === "POST") {
    await invoke(request, response, called, asynchronous);
  } else if (operation === "configuration" && request.method === "GET") {
    sendJson(response, 200, functionConfiguration(called.definition));
  } else {
    throw new InvocationRefused("ResourceNotFoundException", `No operation at ${pathname}`);
  }
}

/** A function may be called by name, by ARN, by `account:function:name`, each with a qualifier. */
function findFunction(functions: LambdaApiOptions["functions"], called: string): LocalFunction {
  const name = /(?:^|function:)(?<name>[^:]+)(?::[^:]+)?$/.exec(called)?.groups?.name;
  for (const local of functions.values()) {
    if (local.definition.name === name) return local;
  }
  throw new InvocationRefused("ResourceNotFoundException", `Function not found: ${called}`);
}

async function invoke(
  request: IncomingMessage,
  response: ServerResponse,
  called: LocalFunction,
  asynchronous: AsynchronousInvocations,
): Promise<void> {
  const payload = (await readBody(request)).toString() || "{}";
  const tenantId = header(request, "x-amz-tenant-id");
  const type = header(request, "x-amz-invocation-type") ?? "RequestResponse";
  if (type === "Event") {
    asynchronous.accept(called, payload, tenantId);
    response.writeHead(202, { "x-amzn-requestid": randomUUID() }).end();
  } else if (type === "RequestResponse") {
    const result = await called.invoke(payload, { tenantId });
    response.writeHead(200, {
      "content-type": "application/json",
      "x-amz-executed-version": "$LATEST",
      "x-amzn-requestid": result.requestId,
      ...(result.functionError && { "x-amz-function-error": result.functionError }),
    });
    response.end(result.payload);
  } else {
    throw new InvocationRefused(
      "InvalidParameterValueException",
      `The local run has no invocation type ${type}`,
    );
  }
}

const header = (request: IncomingMessage, name: string): string | undefined =>
  request.headers[name]?.toString();

function sendError(response: ServerResponse, error: unknown): void {
  const refused = error instanceof InvocationRefused;
  const name = refused ? error.name : "ServiceException";
  const message = error instanceof Error ? error.message : String(error);
  response.setHeader("x-amzn-errortype", name);
  sendJson(response, refused ? error.statusCode : 500, {
    Type: refused ? "User" : "Service",
    message,
    ...(refused && error.reason !== undefined && { Reason: error.reason }),
  });
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, {
    "content-type": "application/json",
    "x-amzn-requestid": randomUUID(),
  });
  response.end(JSON.stringify(body));
}
