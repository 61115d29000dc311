import { type HttpExchange, httpScriptErrorName, type RunError } from "#schemas/sandbox.ts";
import { differencesOf } from "./exchange-differences.ts";
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
    const differences = differencesOf(exchange.expect, request);
    if (differences.length > 0) {
      const what = [...differences, ...this.#laterExchange(request)].join("; ");
      return mismatch(`request ${number} (${came}) is not as expected: ${what}`);
    }
    this.#used += 1;
    return { reply: replyOf(exchange.reply, request), delayMs: exchange.reply.delay_ms ?? 0 };
  }

  /** Says so where only the order is wrong. */
  #laterExchange(request: CheckedRequest): string[] {
    const later = this.#exchanges.findIndex(
      ({ expect }, place) => place > this.#used && differencesOf(expect, request).length === 0,
    );
    return later === -1 ? [] : [`it is what request ${later + 1} should be`];
  }
}

const mismatch = (message: string): ScriptedAnswer => ({
  mismatch: { name: httpScriptErrorName, message: message.slice(0, 2_000) },
});

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
