import type { ErrorCode } from "#schemas/problem.ts";
import type { ProviderError, ProviderErrorKind } from "./provider.ts";

export interface ProviderProblem {
  readonly code: ErrorCode;
  readonly detail: string;
  readonly retryAfterSeconds?: number;
}

const codes: Readonly<Record<ProviderErrorKind, ErrorCode>> = {
  auth: "provider_unauthorized",
  permission: "provider_unauthorized",
  rate_limit: "provider_overloaded",
  overloaded: "provider_overloaded",
  timeout: "provider_timeout",
  too_large: "payload_too_large",
  aborted: "unavailable",
  no_pattern: "no_pattern",
  not_found: "provider_failed",
  bad_request: "provider_failed",
  quota: "provider_failed",
  server: "provider_failed",
  network: "provider_failed",
  bad_payload: "provider_failed",
};

/** What helps, for failures that time does not mend; to the operator, where it is not the caller's. */
const remedies: Readonly<Partial<Record<ProviderErrorKind, string>>> = {
  auth: "The operator has to configure a valid key.",
  permission: "The operator has to choose a model that the key may use, or another key.",
  not_found: "The operator has to choose another model, or to correct the provider's address.",
  quota: "The operator has to add credit there, or choose another provider.",
  too_large: "Shorten the request, its examples and its tests.",
  bad_payload: "The operator has to look at the provider's address, and at what lies between.",
};

/** A provider's failure as the caller is told of it. What the provider itself wrote is not in it. */
export function providerProblem(error: ProviderError): ProviderProblem {
  const { kind, message, details, retryAfterMs } = error;
  return {
    code: codes[kind],
    detail: kind === "no_pattern" ? withNearest(message, details) : withRemedy(kind, message),
    ...(retryAfterMs !== undefined && { retryAfterSeconds: Math.ceil(retryAfterMs / 1000) }),
  };
}

const withRemedy = (kind: ProviderErrorKind, message: string): string =>
  [message, remedies[kind] ?? ""].join(" ").trim();

const withNearest = (message: string, nearest: readonly string[]): string => {
  const known = nearest.length === 0 ? "" : ` The nearest there are: ${nearest.join(", ")}.`;
  return `${message}${known} Use other words, or configure a language model.`;
};
