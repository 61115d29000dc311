import type { RequestLimiter } from "#shared/limits/request-limiter.ts";

const limit = { most: 1_000, windowMs: 60_000 };

/** A limit that nobody reaches. */
export const openLimiter = (): RequestLimiter => ({
  take: async () => ({
    allowed: true,
    limit,
    remaining: 999,
    resetSeconds: 1,
    retryAfterSeconds: 0,
  }),
});
