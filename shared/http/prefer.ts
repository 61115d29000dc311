/** What a request prefers of how it is answered (RFC 7240). */
export interface Preference {
  /** How long to wait for the work to be done. */
  readonly waitMs: number;
  /** `Preference-Applied` for an answer that is the result, or that only leads to it. */
  applied(answer: "result" | "job"): Record<string, string>;
}

/**
 * `wait=N` waits up to so many seconds, `respond-async` not at all, both as long as `wait` says;
 * without either it is the longest. What cannot be read is no preference, as the RFC has it, and of
 * two of a kind the first counts.
 */
export function readPreference(prefer: string | undefined, mostWaitMs: number): Preference {
  const stated = (prefer ?? "").split(",").map(nameAndValue);
  const isAsync = stated.some(({ name }) => name === "respond-async");
  const wait = stated.find(({ name, value }) => name === "wait" && /^\d{1,9}$/.test(value));
  const mostSeconds = Math.floor(mostWaitMs / 1_000);
  const seconds = wait === undefined ? undefined : Math.min(Number(wait.value), mostSeconds);
  return {
    waitMs: seconds === undefined ? (isAsync ? 0 : mostWaitMs) : seconds * 1_000,
    applied(answer) {
      const tokens = [
        ...(isAsync && answer === "job" ? ["respond-async"] : []),
        ...(seconds === undefined ? [] : [`wait=${seconds}`]),
      ];
      return tokens.length === 0 ? {} : { "preference-applied": tokens.join(", ") };
    },
  };
}

/** Parameters of a preference, behind a semicolon, have no meaning for ours. */
function nameAndValue(preference: string): { readonly name: string; readonly value: string } {
  const [text = ""] = preference.split(";");
  const [name = "", value = ""] = text.split("=");
  return { name: name.trim().toLowerCase(), value: value.trim().replace(/^"(.*)"$/, "$1") };
}
