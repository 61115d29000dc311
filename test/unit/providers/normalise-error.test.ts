import { describe, expect, it } from "vitest";
import * as z from "zod";
import { normaliseError } from "#shared/providers/normalise-error.ts";
import { normaliseRetryAfter } from "#shared/providers/normalise-retry-after.ts";
import { providerFailure } from "#shared/providers/provider-failure.ts";
import { RefusedParameterError } from "#shared/providers/refused-parameters.ts";
import { unreadFailure } from "#shared/providers/unread-failure.ts";

const now = Date.UTC(2026, 10, 21, 12);
const failure = (more: object) => normaliseError({ words: [], cause: "raw", ...more }, now);

describe("the kind of an error answer", () => {
  it.each([
    [{ status: 429, words: ["insufficient_quota", "insufficient_quota"] }, "quota"],
    [{ status: 429, words: ["enforced_spend_limit_reached", "rate_limit_error"] }, "quota"],
    [{ status: undefined, words: [null, "overloaded_error"] }, "overloaded"],
    [{ status: 401, words: [null, "invalid_request_error"] }, "auth"],
    [{ status: 400, words: [null, "invalid_request_error"] }, "bad_request"],
    [{ status: undefined, words: ["invalid_request_error"] }, "bad_request"],
    [{ status: 400, words: ["context_length_exceeded"] }, "too_large"],
    [{ status: 400, text: "prompt is too long: 3 tokens > 2 maximum" }, "too_large"],
    [{ status: 402 }, "quota"],
    [{ status: 408 }, "timeout"],
    [{ status: 409 }, "server"],
    [{ status: 418 }, "bad_request"],
    [{ status: 503 }, "overloaded"],
    [{ status: 504 }, "timeout"],
    [{ status: 599 }, "server"],
    [{ status: undefined, words: ["a_new_word"] }, "server"],
    [{ status: 500, words: ["toString", "__proto__"] }, "server"],
  ])("%o is %s", (answer, kind) => {
    expect(failure(answer).kind).toBe(kind);
  });

  it("takes the provider's word on whether to try again", () => {
    const told = (value: string) =>
      failure({ status: 400, headers: new Headers({ "x-should-retry": value }) }).retryable;
    expect([told("true"), told("false"), told("perhaps")]).toEqual([true, false, false]);
  });

  it("keeps the raw answer in the cause only", () => {
    const { message, cause, details } = failure({ status: 500, text: "secret text" });
    expect(cause).toBe("raw");
    expect(message + details.join()).not.toContain("secret");
  });
});

describe("a refused parameter", () => {
  const refused = (more: object) => failure({ status: 400, sent: { temperature: 1 }, ...more });

  it("is one that was sent and is named", () => {
    expect(refused({ parameter: "temperature" })).toBeInstanceOf(RefusedParameterError);
    expect(refused({ text: "`temperature` is deprecated" })).toBeInstanceOf(RefusedParameterError);
  });

  it.each([
    { parameter: "temperature", sent: {} },
    { parameter: "temperature", sent: undefined },
    { parameter: "messages", text: "a temperature in the prompt" },
    { parameter: "temperature", status: 401 },
    { text: "temperatures vary" },
  ])("is not %o", (more) => {
    expect(refused(more)).not.toBeInstanceOf(RefusedParameterError);
  });
});

describe("how long to wait", () => {
  it.each([
    [{ "retry-after-ms": "1500.2", "retry-after": "9" }, 1_501],
    [{ "retry-after": "7" }, 7_000],
    [{ "retry-after": "0.25" }, 250],
    [{ "retry-after": "Sat, 21 Nov 2026 12:00:30 GMT" }, 30_000],
    [{ "retry-after": "Sat, 21 Nov 2026 11:00:00 GMT" }, 0],
    [{ "retry-after": "soon" }, undefined],
    [{ "retry-after": "-5" }, undefined],
    [{ "retry-after-ms": "soon", "retry-after": "2" }, 2_000],
    [{}, undefined],
  ] as const)("%o is %s ms", (headers, milliseconds) => {
    expect(normaliseRetryAfter(new Headers(headers), now)).toBe(milliseconds);
  });
});

describe("a failure without an answer", () => {
  const coded = (code: string) => Object.assign(new Error("x"), { code });

  it.each([
    [new TypeError("fetch failed", { cause: coded("ECONNREFUSED") }), "network"],
    [new Error("Connection error.", { cause: coded("UND_ERR_SOCKET") }), "network"],
    [new TypeError("terminated"), "network"],
    [new TypeError("fetch failed", { cause: coded("UND_ERR_CONNECT_TIMEOUT") }), "timeout"],
    [coded("ETIMEDOUT"), "timeout"],
    [new SyntaxError("Unexpected token"), "bad_payload"],
    [z.string().safeParse(1).error, "bad_payload"],
    [new TypeError("undefined is not iterable"), "bad_payload"],
    ["a string", "bad_payload"],
  ])("%s is %s", (error, kind) => {
    expect(unreadFailure(error)).toMatchObject({ kind, cause: error });
  });

  it("that is ours already stays as it is, however deep it is wrapped", () => {
    const ours = providerFailure("bad_payload");
    const wrapped = new Error("Connection error.", { cause: new Error("x", { cause: ours }) });
    expect(unreadFailure(wrapped)).toBe(ours);
  });
});
