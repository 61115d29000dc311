/** What browsers may read of our answers, beside the plain ones. */
export const exposedHeaders =
  "etag, idempotency-replayed, link, location, preference-applied, ratelimit, ratelimit-limit, ratelimit-policy, ratelimit-remaining, ratelimit-reset, retry-after, x-request-id";

/**
 * CORS headers for one answer. Tokens travel in a header and never in a cookie, so `*` gives
 * nobody anything they could not ask for themselves.
 */
export function corsHeaders(
  origins: string,
  requestHeaders: Readonly<Record<string, string | undefined>> | null,
): Record<string, string> {
  const exposed = { "access-control-expose-headers": exposedHeaders };
  if (origins === "*") return { "access-control-allow-origin": "*", ...exposed };
  const origin = requestHeaders?.origin ?? requestHeaders?.Origin ?? "";
  const allowed = origins.split(",").map((one) => one.trim());
  if (origin === "" || !allowed.includes(origin)) return { vary: "origin" };
  return { "access-control-allow-origin": origin, vary: "origin", ...exposed };
}
