import { type IncomingMessage, type RequestOptions, request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import type { Readable } from "node:stream";
import { createBrotliDecompress, createGunzip, createInflate } from "node:zlib";
import { requestLimits } from "#schemas/sandbox.ts";
import { pinnedLookup } from "#shared/network/pinned-lookup.ts";
import {
  AddressNotPublic,
  type ResolveAddresses,
  resolvePublic,
} from "#shared/network/resolve-public.ts";
import type { HttpReply } from "./http-script.ts";
import { type CheckedRequest, RequestFailed, RequestRefused } from "./request-rules.ts";

export interface NetworkOptions {
  /** Declared host to loopback URL, for tests of nodes on this machine. */
  readonly hostOverrides?: Readonly<Record<string, string>>;
  readonly resolve?: ResolveAddresses;
  /** How long one request may take, in milliseconds; as long as any may unless said otherwise. */
  readonly requestMs?: number;
}

/** What the replies of one run may still take together, in bytes; shared by all its requests. */
export interface ReplyBudget {
  left: number;
}

/**
 * Makes a request that is within the rules, at an address that was checked, following no
 * redirect. Throws `RequestRefused` or `RequestFailed`, which tell nothing of addresses.
 */
export async function fetchGuarded(
  request: CheckedRequest,
  network: NetworkOptions,
  signal: AbortSignal,
  budget: ReplyBudget,
): Promise<HttpReply> {
  const timeout = AbortSignal.timeout(network.requestMs ?? requestLimits.milliseconds);
  const over = new AbortController();
  const ended = AbortSignal.any([signal, timeout, over.signal]);
  try {
    const options = await unlessAborted(connectionOptions(request, network), ended);
    const message = await send(request, { ...options, signal: ended });
    const body = await readBody(decoded(message), budget);
    return {
      status: message.statusCode ?? 0,
      statusText: message.statusMessage ?? "",
      url: request.url.href,
      headers: headerPairs(message.rawHeaders),
      body,
    };
  } catch (error) {
    throw explained(error, request.host, timeout.aborted);
  } finally {
    // A reply that was not read to its end would hold its connection until the time is up.
    over.abort();
  }
}

/** A look-up of a name cannot be ended, so it is left behind. */
function unlessAborted<Result>(work: Promise<Result>, signal: AbortSignal): Promise<Result> {
  const aborted = new Promise<never>((_resolve, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
  return Promise.race([work, aborted]);
}

/** Where to connect to: the override of this machine, or the one address that was checked. */
async function connectionOptions(
  request: CheckedRequest,
  network: NetworkOptions,
): Promise<RequestOptions> {
  const { url, host } = request;
  const path = `${url.pathname}${url.search}`;
  const override = ownEntry(network.hostOverrides ?? {}, host);
  if (override !== undefined) {
    const { protocol, hostname, port } = new URL(override);
    const headers = { "x-original-host": host };
    return { protocol, hostname: withoutBrackets(hostname), port, path, headers };
  }
  const address = await resolvePublic(url.hostname, network.resolve);
  return {
    protocol: url.protocol,
    hostname: withoutBrackets(url.hostname),
    port: url.port,
    path,
    lookup: pinnedLookup(address),
  };
}

/** An IPv6 address stands in brackets in a URL, and without them in a connection. */
const withoutBrackets = (hostname: string) => hostname.replace(/^\[|\]$/g, "");

const ownEntry = (record: Readonly<Record<string, string>>, key: string) =>
  Object.hasOwn(record, key) ? record[key] : undefined;

function send(request: CheckedRequest, options: RequestOptions): Promise<IncomingMessage> {
  const { method, body } = request;
  const headers = {
    "user-agent": "nodesmith",
    ...request.headers,
    ...options.headers,
    "accept-encoding": "identity",
    ...(body === undefined ? {} : { "content-length": String(body.length) }),
  };
  const start = options.protocol === "https:" ? requestHttps : requestHttp;
  return new Promise((resolve, reject) => {
    const outgoing = start({ ...options, method, headers, agent: false });
    outgoing.once("response", resolve);
    outgoing.once("upgrade", (_reply, socket) => {
      socket.destroy();
      reject(new RequestFailed("the reply wants to go on in another protocol"));
    });
    // There may be more than one, and any that nobody listens to would end the process.
    outgoing.on("error", reject);
    outgoing.once("close", () => reject(new RequestFailed("the connection ended without a reply")));
    outgoing.end(body);
  });
}

/** Some servers compress without being asked. */
function decoded(message: IncomingMessage): Readable {
  const decoders = { gzip: createGunzip, deflate: createInflate, br: createBrotliDecompress };
  const encoding = message.headers["content-encoding"]?.toLowerCase() ?? "identity";
  if (encoding === "identity" || encoding === "") return message;
  const found = Object.entries(decoders).find(([name]) => name === encoding)?.[1];
  if (found === undefined) throw new RequestFailed(`the reply is in an unknown coding`);
  const decoder = found();
  message.once("error", (error) => decoder.destroy(error));
  return message.pipe(decoder);
}

/** Stops reading at a limit, so that neither a flood nor a compressed bomb is ever held. */
async function readBody(stream: Readable, budget: ReplyBudget): Promise<Buffer> {
  const { replyBytes } = requestLimits;
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream) {
    size += chunk.length;
    budget.left -= chunk.length;
    if (size > replyBytes) throw new RequestFailed(`the reply is larger than ${replyBytes} bytes`);
    if (budget.left < 0) throw new RequestFailed("the replies of this run are too large together");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function headerPairs(raw: readonly string[]): [string, string][] {
  const pairs: [string, string][] = [];
  for (let index = 0; index + 1 < raw.length; index += 2) {
    pairs.push([raw[index] ?? "", raw[index + 1] ?? ""]);
  }
  return pairs.filter(([name]) => name.toLowerCase() !== "content-encoding");
}

const reasons = new Map([
  ["ENOTFOUND", "its name could not be resolved"],
  ["EAI_AGAIN", "its name could not be resolved"],
  ["ECONNREFUSED", "it refused the connection"],
  ["ECONNRESET", "it ended the connection"],
  ["HPE_HEADER_OVERFLOW", "the headers of its reply are too large"],
]);

/** Of families of codes: those of the HTTP parser, of decompression, of certificates and TLS. */
const reasonsOfKinds: readonly [RegExp, string][] = [
  [/^HPE_/, "its reply is not valid HTTP"],
  [/^(?:Z_|ERR__?ZLIB|ERR_BROTLI|ERR__ERROR_)/, "its reply is not packed as it says"],
  [/CERT|TLS|SSL/, "its certificate or protocol is not valid"],
];

/** System errors hold addresses; the node is told the host it named and a reason of ours. */
function explained(error: unknown, host: string, timedOut: boolean): Error {
  if (error instanceof AddressNotPublic) return new RequestRefused(error.message);
  if (timedOut) return new RequestFailed(`the request to "${host}" took too long`);
  if (error instanceof RequestFailed) return error;
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  const ofKind = reasonsOfKinds.find(([kind]) => kind.test(code))?.[1];
  const reason = reasons.get(code) ?? ofKind;
  return new RequestFailed(`the request to "${host}" failed: ${reason ?? "no connection"}`);
}
