/**
 * Milliseconds to wait before the next request, from `retry-after-ms`, or `retry-after` in its two
 * forms of RFC 9110 section 10.2.3: seconds (providers also send fractions) or a date.
 */
export function normaliseRetryAfter(headers: Headers | undefined, now: number): number | undefined {
  const milliseconds = numberIn(headers?.get("retry-after-ms"));
  if (milliseconds !== undefined) return Math.ceil(milliseconds);
  const text = headers?.get("retry-after");
  const seconds = numberIn(text);
  if (seconds !== undefined) return Math.ceil(seconds * 1000);
  // Only what begins with a weekday: `Date.parse` also makes a date of "-5".
  const instant = /^[a-z]{3}/i.test(text ?? "") ? Date.parse(text ?? "") : Number.NaN;
  return Number.isNaN(instant) ? undefined : Math.max(0, instant - now);
}

function numberIn(text: string | null | undefined): number | undefined {
  if (!/^\s*\d+(\.\d+)?\s*$/.test(text ?? "")) return undefined;
  return Number(text);
}
