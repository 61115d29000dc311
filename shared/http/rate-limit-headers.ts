import type { LimitState } from "../limits/request-limiter.ts";

/**
 * The state of the request limit as headers: `RateLimit-Policy` and `RateLimit` as in
 * draft-ietf-httpapi-ratelimit-headers-10, and the three fields of its earlier versions, which most
 * clients read.
 */
export function rateLimitHeaders(state: LimitState): Record<string, string> {
  const { limit, remaining, resetSeconds } = state;
  const windowSeconds = Math.ceil(limit.windowMs / 1_000);
  return {
    "ratelimit-policy": `"tenant";q=${limit.most};w=${windowSeconds}`,
    ratelimit: `"tenant";r=${remaining};t=${resetSeconds}`,
    "ratelimit-limit": String(limit.most),
    "ratelimit-remaining": String(remaining),
    "ratelimit-reset": String(resetSeconds),
  };
}
