import { normaliseRetryAfter } from "./normalise-retry-after.ts";
import type { ProviderError, ProviderErrorKind } from "./provider.ts";
import { providerFailure } from "./provider-failure.ts";
import { RefusedParameterError, refusedIn } from "./refused-parameters.ts";

/** What an error answer, or an error event inside a stream, said. */
export interface WireFailure {
  /** Undefined for an error event inside a stream that began with 200. */
  readonly status?: number | undefined;
  /** The provider's words for it, the most specific first: error code, then type. */
  readonly words: readonly (string | null | undefined)[];
  /** The request parameter that is at fault, where the provider names one. */
  readonly parameter?: string | null | undefined;
  readonly text?: string | undefined;
  /** The request's body, where it may hold a parameter that can be left out. */
  readonly sent?: object;
  readonly headers?: Headers | undefined;
  readonly cause: unknown;
}

const kindsByWord: Readonly<Record<string, ProviderErrorKind>> = {
  // Claude: `error.type`, and `error.details.error_code` where it says more.
  authentication_error: "auth",
  permission_error: "permission",
  not_found_error: "not_found",
  request_too_large: "too_large",
  request_body_too_large_after_decoding: "too_large",
  rate_limit_error: "rate_limit",
  billing_error: "quota",
  contract_spend_limit_reached: "quota",
  enforced_spend_limit_reached: "quota",
  linked_organization_spend_limit_reached: "quota",
  linked_organization_billing_unavailable: "quota",
  ramp_limit_exceeded: "rate_limit",
  overloaded_error: "overloaded",
  timeout_error: "timeout",
  // OpenAI: `error.code`, else `error.type`.
  invalid_api_key: "auth",
  account_deactivated: "auth",
  insufficient_permissions: "permission",
  model_not_found: "not_found",
  context_length_exceeded: "too_large",
  string_above_max_length: "too_large",
  rate_limit_exceeded: "rate_limit",
  insufficient_quota: "quota",
  billing_hard_limit_reached: "quota",
  billing_not_active: "quota",
  server_overloaded: "overloaded",
  slow_down: "overloaded",
};

/** Words that say less than most statuses: OpenAI's 401 and 413 carry the first one too. */
const kindsByBroadWord: Readonly<Record<string, ProviderErrorKind>> = {
  invalid_request_error: "bad_request",
  api_error: "server",
  server_error: "server",
};

const kindsByStatus: Readonly<Record<number, ProviderErrorKind>> = {
  401: "auth",
  402: "quota",
  403: "permission",
  404: "not_found",
  408: "timeout",
  409: "server",
  413: "too_large",
  429: "rate_limit",
  503: "overloaded",
  504: "timeout",
  529: "overloaded",
};

/** Providers have no own type for a prompt over the window; it is a 400 with a sentence. */
const tooLong =
  /prompt is too long|context (length|window)|maximum context|exceeds? the (available )?context/i;

/**
 * Names a failure by the provider's own word, then by status: an error inside a stream has no
 * status, and one status (429) stands for a full minute as well as for an empty account.
 */
export function normaliseError(failure: WireFailure, now: number): ProviderError {
  const kind = kindOf(failure);
  if (kind === "bad_request") {
    const parameter = refusedIn(failure.sent ?? {}, failure.parameter, failure.text);
    if (parameter !== undefined) return new RefusedParameterError(parameter, failure.cause);
  }
  return providerFailure(kind, {
    retryable: toldToRetry(failure.headers),
    retryAfterMs: normaliseRetryAfter(failure.headers, now),
    cause: failure.cause,
  });
}

function kindOf({ status, words, text }: WireFailure): ProviderErrorKind {
  const kind =
    kindIn(kindsByWord, words) ?? kindByStatus(status) ?? kindIn(kindsByBroadWord, words);
  if (kind === undefined) return status === undefined ? "server" : badRequest(text);
  return kind === "bad_request" ? badRequest(text) : kind;
}

const badRequest = (text: string | undefined): ProviderErrorKind =>
  tooLong.test(text ?? "") ? "too_large" : "bad_request";

function kindIn(
  table: Readonly<Record<string, ProviderErrorKind>>,
  words: WireFailure["words"],
): ProviderErrorKind | undefined {
  const known = words.find((word) => word && Object.hasOwn(table, word));
  return known ? table[known] : undefined;
}

function kindByStatus(status: number | undefined): ProviderErrorKind | undefined {
  if (status === undefined) return undefined;
  return kindsByStatus[status] ?? (status >= 500 ? "server" : undefined);
}

/** Both SDKs give this header the last word over the status. */
function toldToRetry(headers: Headers | undefined): boolean | undefined {
  const told = headers?.get("x-should-retry");
  return told === "true" ? true : told === "false" ? false : undefined;
}
