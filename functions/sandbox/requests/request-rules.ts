import * as z from "zod";
import { normalizeHost } from "./declared-hosts.ts";

/** A request as the guest describes it. */
export const GuestRequest = z.object({
  url: z.string().max(8_192),
  method: z.string().max(20),
  // Counted before any is looked at: to look at each of a flood is work for the main thread.
  headers: z
    .array(z.unknown())
    .max(100)
    .pipe(z.array(z.tuple([z.string().max(256), z.string().max(8_192)]))),
  text: z.string().optional(),
  base64: z.base64().optional(),
});
export type GuestRequest = z.infer<typeof GuestRequest>;

/** A request that is within the rules, its host declared. Addresses are checked on connecting. */
export interface CheckedRequest {
  readonly url: URL;
  /** The host as declared: lower case, with a port unless it is the scheme's own. */
  readonly host: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | undefined;
}

/** The request asks for what the node may not have; the message names it. */
export class RequestRefused extends Error {}

/** The request could not be made or answered; the node is told why, and may go on. */
export class RequestFailed extends Error {}

const methods = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]);

/** Headers that say how the connection works, or would show another sender or target. */
const reservedHeaders = new Set([
  "accept-encoding",
  "connection",
  "content-length",
  "expect",
  "forwarded",
  "host",
  "http2-settings",
  "keep-alive",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
  "via",
  "x-original-host",
]);
const reservedPrefixes = ["proxy-", "sec-", "x-forwarded-", "x-amz-", "lambda-runtime-"];

const headerName = /^[!#$%&'*+.^_`|~0-9a-z-]+$/;
const headerValue = /^[\t\x20-\x7e\x80-\xff]*$/;

const mostBodyBytes = 1 << 20;

/** Throws `RequestRefused` or `RequestFailed`. */
export function checkRequest(request: GuestRequest, declared: ReadonlySet<string>): CheckedRequest {
  const url = URL.parse(request.url);
  if (url === null)
    throw new RequestFailed("the URL of the request is not valid; it must be absolute");
  const host = normalizeHost(url.host);
  const name = host.slice(0, 253);
  if (url.protocol !== "https:" && url.protocol !== "http:") {
    throw new RequestRefused(`only http and https are possible, not ${url.protocol}//${name}`);
  }
  if (!declared.has(host)) {
    throw new RequestRefused(`the host "${name}" is not declared in capabilities.hosts`);
  }
  if (url.username !== "" || url.password !== "") {
    throw new RequestRefused(`the URL for "${name}" holds a user name or password; use a header`);
  }
  if (!methods.has(request.method)) {
    throw new RequestRefused(`the method ${request.method} to "${name}" is not possible`);
  }
  return { url, host, method: request.method, headers: headersOf(request), body: bodyOf(request) };
}

function headersOf(request: GuestRequest): Record<string, string> {
  const headers = new Map<string, string>();
  for (const [given, value] of request.headers) {
    const name = given.toLowerCase();
    if (!headerName.test(name) || !headerValue.test(value)) {
      throw new RequestFailed("a header of the request is not valid");
    }
    const isReserved = reservedPrefixes.some((prefix) => name.startsWith(prefix));
    if (reservedHeaders.has(name) || isReserved || name === "__proto__") continue;
    const before = headers.get(name);
    headers.set(name, before === undefined ? value : `${before}, ${value}`);
  }
  return Object.fromEntries(headers);
}

function bodyOf(request: GuestRequest): Buffer | undefined {
  const { text, base64, method } = request;
  if (text === undefined && base64 === undefined) return undefined;
  if (method === "GET" || method === "HEAD") {
    throw new RequestFailed(`a ${method} request cannot have a body`);
  }
  const body = text === undefined ? Buffer.from(base64 ?? "", "base64") : Buffer.from(text, "utf8");
  if (body.length > mostBodyBytes) {
    throw new RequestFailed(`the body of a request may have at most ${mostBodyBytes} bytes`);
  }
  return body;
}
