import type { LimitState, RequestLimit } from "./request-limiter.ts";

/**
 * The generic cell rate algorithm: one number, the theoretical arrival time (`tat`, epoch
 * milliseconds) of the next request if requests came evenly. Each request moves it on by one
 * interval; a request is refused while it is a whole window ahead.
 */
export interface Gcra {
  /** Milliseconds that one request costs. */
  readonly interval: number;
  /** The highest `tat` at which a request is still allowed. */
  readonly highest: number;
}

export const gcra = ({ most, windowMs }: RequestLimit, now: number): Gcra => {
  const interval = windowMs / most;
  return { interval, highest: now + windowMs - interval };
};

/** What a caller is told, by the `tat` after its request, or the one that it was refused at. */
export function limitState(
  limit: RequestLimit,
  { tat, now, allowed }: { tat: number; now: number; allowed: boolean },
): LimitState {
  const { interval, highest } = gcra(limit, now);
  const ahead = Math.max(0, tat - now);
  return {
    allowed,
    limit,
    remaining: allowed ? Math.max(0, Math.floor((limit.windowMs - ahead) / interval)) : 0,
    resetSeconds: Math.ceil(ahead / 1_000),
    retryAfterSeconds: allowed ? 0 : Math.max(1, Math.ceil((tat - highest) / 1_000)),
  };
}
