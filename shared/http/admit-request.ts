import type { TenantKey } from "#schemas/identifiers.ts";
import { AppError } from "../app-error.ts";
import type { LimitState, RequestClass, RequestLimiter } from "../limits/request-limiter.ts";
import { rateLimitHeaders } from "./rate-limit-headers.ts";

export interface Admission {
  /** Once per request, before anything else is done for it. @throws AppError `rate_limited` */
  admit(event: object, request: AdmittedRequest, told: AdmissionTold): Promise<void>;
  /** For the answer to this event, whether it was admitted or not. */
  headersOf(event: object): Record<string, string>;
}

export interface AdmittedRequest {
  readonly tenant: TenantKey;
  readonly kind: RequestClass;
}

export interface AdmissionTold {
  /** The limit could not be read, and the request was let through. */
  readonly onFault: (error: unknown) => void;
  readonly onRefused: (kind: RequestClass) => void;
}

/**
 * The request limit of a tenant at the door of an operation. It opens where the store has a fault:
 * a limit protects the others, and refusing everybody would not.
 */
export function admission(limiter: () => Promise<RequestLimiter>): Admission {
  const states = new WeakMap<object, LimitState>();
  return {
    async admit(event, { tenant, kind }, { onFault, onRefused }) {
      const state = await limiter()
        .then((one) => one.take(tenant, kind))
        .catch(onFault);
      if (state === undefined) return;
      states.set(event, state);
      if (state.allowed) return;
      onRefused(kind);
      throw refused(state, kind);
    },
    headersOf(event) {
      const state = states.get(event);
      return state === undefined ? {} : rateLimitHeaders(state);
    },
  };
}

function refused(state: LimitState, kind: RequestClass): AppError {
  const { most, windowMs } = state.limit;
  const what = kind === "requests" ? "requests" : "streams of events";
  return new AppError("rate_limited", `${most} ${what} in ${windowMs / 1_000} s are the most.`, {
    retryAfterSeconds: state.retryAfterSeconds,
  });
}
