import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { GatewayError } from "./gateway-error.ts";

/** A request as it came, before it is known whose it is. */
export interface GatewayRequest {
  readonly id: string;
  readonly receivedAt: Date;
  readonly httpMethod: string;
  /** Not decoded, without the stage. */
  readonly path: string;
  /** Not decoded, with the stage where the caller named it. */
  readonly fullPath: string;
  readonly query: URLSearchParams;
  /** In order, with the names as they were written. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Buffer;
  readonly sourceIp: string;
  readonly protocol: string;
}

// https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html, payload size
const MAX_BODY_BYTES = 10 * 1024 * 1024;

/** What can be told of a request before its body is read; enough to answer an error. */
export function readHead(incoming: IncomingMessage, stage: string): GatewayRequest {
  const [fullPath = "/", search = ""] = split(incoming.url ?? "/");
  return {
    id: randomUUID(),
    receivedAt: new Date(),
    httpMethod: incoming.method ?? "GET",
    path: withoutStage(fullPath, stage),
    fullPath,
    query: new URLSearchParams(search),
    headers: headerPairs(incoming.rawHeaders),
    body: Buffer.alloc(0),
    sourceIp: incoming.socket.remoteAddress ?? "127.0.0.1",
    protocol: `HTTP/${incoming.httpVersion}`,
  };
}

/** Throws the gateway's errors for what is no path or query, and for a body that is too large. */
export async function readWhole(
  incoming: IncomingMessage,
  head: GatewayRequest,
): Promise<GatewayRequest> {
  const body = await readBody(incoming);
  const [, search = ""] = split(incoming.url ?? "/");
  if (!head.fullPath.startsWith("/") || !isWellEncoded(search)) {
    throw new GatewayError("BAD_REQUEST_PARAMETERS", "Bad Request");
  }
  return { ...head, body };
}

export const headerOf = (request: GatewayRequest, name: string): string | undefined =>
  request.headers.findLast(([given]) => given.toLowerCase() === name.toLowerCase())?.[1];

function split(url: string): [string, string] {
  const mark = url.indexOf("?");
  return mark < 0 ? [url, ""] : [url.slice(0, mark), url.slice(mark + 1)];
}

/** The address of the stage has its name in front, a domain of one's own need not. */
function withoutStage(path: string, stage: string): string {
  if (path === `/${stage}`) return "/";
  return path.startsWith(`/${stage}/`) ? path.slice(stage.length + 1) : path;
}

function isWellEncoded(search: string): boolean {
  try {
    decodeURIComponent(search);
    return true;
  } catch {
    return false;
  }
}

function headerPairs(raw: readonly string[]): [string, string][] {
  const pairs: [string, string][] = [];
  for (let index = 0; index < raw.length; index += 2) {
    pairs.push([raw[index] ?? "", raw[index + 1] ?? ""]);
  }
  return pairs;
}

/** Reads to the end in any case: a caller hears an answer only when it has sent all. */
async function readBody(incoming: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of incoming) {
    bytes += chunk.length;
    if (bytes <= MAX_BODY_BYTES) chunks.push(chunk);
  }
  if (bytes > MAX_BODY_BYTES) throw new GatewayError("REQUEST_TOO_LARGE");
  return Buffer.concat(chunks);
}
