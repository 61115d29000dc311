import type { TenantKey } from "#schemas/identifiers.ts";

/** Streams hold a function for minutes, so they have a limit of their own. */
export type RequestClass = "requests" | "streams";

export interface RequestLimit {
  readonly most: number;
  readonly windowMs: number;
}

/** What a request was told: how much is left, and when there is more. */
export interface LimitState {
  readonly allowed: boolean;
  readonly limit: RequestLimit;
  readonly remaining: number;
  /** Seconds until the whole limit is there again. */
  readonly resetSeconds: number;
  /** Seconds until one more request is allowed; 0 where one is. */
  readonly retryAfterSeconds: number;
}

export interface RequestLimiter {
  /** Takes one request of a tenant's. @throws where the store has a fault */
  take(tenant: TenantKey, kind: RequestClass): Promise<LimitState>;
}
