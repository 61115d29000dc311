import type { Verification } from "#schemas/node.ts";

/** What a node's head keeps of its verification, so that lists and gets stay small. */
export const headVerificationBytes = 16 << 10;

/**
 * A verification of at most `mostBytes` as JSON: first what the tests gave and expected is left
 * out, then the single results. Status and counts always stay.
 */
export function trimVerification(
  verification: Verification,
  mostBytes: number = headVerificationBytes,
): Verification {
  const fits = (candidate: Verification) =>
    Buffer.byteLength(JSON.stringify(candidate)) <= mostBytes;
  if (fits(verification)) return verification;

  const outcomes = verification.results.map(({ name, outcome, duration_ms }) => ({
    name,
    outcome,
    duration_ms,
  }));
  const withoutValues = { ...verification, results: outcomes };
  return fits(withoutValues) ? withoutValues : { ...verification, results: [] };
}
