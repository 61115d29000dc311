import { ProviderError, type ProviderErrorKind } from "./provider.ts";

interface Failure {
  /** Ours to show; what the provider wrote stays in `cause`. */
  readonly message: string;
  /** Whether the same request may succeed a little later. */
  readonly retryable: boolean;
}

const failures: Readonly<Record<ProviderErrorKind, Failure>> = {
  auth: { message: "The provider did not accept the key.", retryable: false },
  permission: { message: "The key may not use this model.", retryable: false },
  not_found: { message: "The provider does not know this model.", retryable: false },
  bad_request: { message: "The provider refused the request as not valid.", retryable: false },
  too_large: { message: "The prompt is too large for the model.", retryable: false },
  rate_limit: { message: "The provider's rate limit is reached.", retryable: true },
  quota: { message: "The account at the provider has no credit left.", retryable: false },
  overloaded: { message: "The provider is overloaded.", retryable: true },
  server: { message: "The provider failed on its side.", retryable: true },
  timeout: { message: "The provider did not answer in time.", retryable: true },
  network: { message: "The connection to the provider failed.", retryable: true },
  aborted: { message: "The call to the provider was cancelled.", retryable: false },
  bad_payload: { message: "The provider's answer could not be read.", retryable: false },
  no_pattern: { message: "No pattern fits the request.", retryable: false },
};

/** A ProviderError with our sentence for its kind, and whether that kind is worth a retry. */
export function providerFailure(
  kind: ProviderErrorKind,
  more: {
    readonly message?: string;
    readonly retryable?: boolean | undefined;
    readonly retryAfterMs?: number | undefined;
    readonly cause?: unknown;
  } = {},
): ProviderError {
  return new ProviderError(kind, more.message ?? failures[kind].message, {
    retryable: more.retryable ?? failures[kind].retryable,
    retryAfterMs: more.retryAfterMs,
    cause: more.cause,
  });
}

/** A stream that ended, cleanly or not, before the event that says the reply is whole. */
export const endedEarly = (cause?: unknown): ProviderError =>
  providerFailure("network", {
    message: "The provider's reply ended before it was complete.",
    cause,
  });
