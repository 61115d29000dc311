import { isDeepStrictEqual } from "node:util";
import { type HttpExchange, httpScriptErrorName, type RunError } from "#schemas/sandbox.ts";
import type { CheckedRequest } from "./request-rules.ts";

/** What a request is answered; also what the guest is told of a real reply. */
export interface HttpReply {
  readonly status: number;
  readonly statusText: string;
  readonly url: string;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: Buffer;
}

export type ScriptedAnswer =
  | { readonly reply: HttpReply; readonly delayMs: number }
  | { readonly mismatch: RunError };

/** The exchanges of a run, asked for in this order and no other. */
export class HttpScript {
  readonly #exchanges: readonly HttpExchange[];
  #used = 0;

  constructor(exchanges: readonly HttpExchange[]) {
    this.#exchanges = exchanges;
  }

  get unused(): number {
    return this.#exchanges.length - this.#used;
  }

  answer(request: CheckedRequest): ScriptedAnswer {
    const number = this.#used + 1;
    const exchange = this.#exchanges[this.#used];
    const came = `${request.method} ${request.url.pathname}${request.url.search}`;
    if (exchange === undefined) {
      const count = this.#exchanges.length;
      return mismatch(`request ${number} was not expected: the script has ${count}; came ${came}`);
    }
    const difference = differenceOf(exchange.expect, request);
    if (difference !== undefined) {
      return mismatch(`request ${number} (${came}) is not as expected: ${difference}`);
    }
    this.#used += 1;
    return { reply: replyOf(exchange.reply, request), delayMs: exchange.reply.delay_ms ?? 0 };
  }
}

const mismatch = (message: string): ScriptedAnswer => ({
  mismatch: { name: httpScriptErrorName, message: message.slice(0, 2_000) },
});

const show = (value: unknown) =>
  value === undefined ? "nothing" : (JSON.stringify(value) ?? "nothing").slice(0, 500);

const differ = (what: string, expected: unknown, came: unknown) =>
  `${what}: expected ${show(expected)}, came ${show(came)}`;

type Expectation = HttpExchange["expect"];

/** Query and headers need only hold what is expected; path, method and a given body are compared whole. */
function differenceOf(expected: Expectation, request: CheckedRequest): string | undefined {
  if (expected.method.toUpperCase() !== request.method) {
    return differ("method", expected.method.toUpperCase(), request.method);
  }
  return (
    pathDifference(expected, request.url) ??
    queryDifference(expected.query, request.url.searchParams) ??
    headerDifference(expected.headers, request.headers) ??
    bodyDifference(expected, request.body)
  );
}

function pathDifference(expected: Expectation, url: URL): string | undefined {
  const [path = "", query] = expected.path.split("?");
  if (path !== url.pathname && path !== decodedPath(url)) return differ("path", path, url.pathname);
  if (query === undefined) return undefined;
  return queryDifference(Object.fromEntries(new URLSearchParams(query)), url.searchParams);
}

function decodedPath(url: URL): string {
  try {
    return decodeURI(url.pathname);
  } catch {
    return url.pathname;
  }
}

function queryDifference(
  expected: Readonly<Record<string, string>> | undefined,
  came: URLSearchParams,
): string | undefined {
  for (const [name, value] of Object.entries(expected ?? {})) {
    const found = came.get(name) ?? undefined;
    if (found !== value) return differ(`query "${name}"`, value, found);
  }
  return undefined;
}

function headerDifference(
  expected: Readonly<Record<string, string>> | undefined,
  came: Readonly<Record<string, string>>,
): string | undefined {
  for (const [name, value] of Object.entries(expected ?? {})) {
    const key = name.toLowerCase();
    const found = Object.hasOwn(came, key) ? came[key] : undefined;
    if (found !== value) return differ(`header "${name}"`, value, found);
  }
  return undefined;
}

function bodyDifference(expected: Expectation, body: Buffer | undefined): string | undefined {
  if (expected.body === undefined) return undefined;
  const text = body?.toString("utf8");
  if (text === expected.body) return undefined;
  const came = parsed(text);
  return isDeepStrictEqual(came, expected.body) ? undefined : differ("body", expected.body, came);
}

function parsed(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return text;
  }
}

function replyOf(reply: HttpExchange["reply"], request: CheckedRequest): HttpReply {
  const isText = typeof reply.body === "string";
  const body = isText ? reply.body : reply.body === undefined ? "" : JSON.stringify(reply.body);
  const headers = Object.entries(reply.headers ?? {});
  const hasType = headers.some(([name]) => name.toLowerCase() === "content-type");
  const type = isText ? "text/plain;charset=UTF-8" : "application/json";
  return {
    status: reply.status,
    statusText: "",
    url: request.url.href,
    headers: hasType || reply.body === undefined ? headers : [...headers, ["content-type", type]],
    body: Buffer.from(String(body), "utf8"),
  };
}
