import { judgePattern } from "../json-schema/safe-pattern.ts";

/**
 * Whether a thrown message fits what a test says of it: as a part of it, or as a regular
 * expression, both without regard to case. A pattern is only run where its cost is known, since a
 * match in our own process cannot be stopped.
 */
export const matchesError = (matches: string, message: string): boolean => {
  if (message.toLowerCase().includes(matches.toLowerCase())) return true;
  const verdict = judgePattern(matches, "iu");
  if (!verdict.safe) return false;
  return new RegExp(matches, "iu").test(message.slice(0, verdict.longest));
};
