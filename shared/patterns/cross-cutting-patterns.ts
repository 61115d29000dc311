import { phrasePattern } from "./phrases.ts";
import type { Pattern, PromptLibrary } from "./prompt-library.ts";

const mostBeside = 2;

/** What a request says that reaches out, where no pattern was matched that would tell. */
const reachesOut = [
  "http",
  "https",
  "(api|apis|endpoint|endpoints|webhook|webhooks|graphql)",
  "(rest|web) (service|services)",
].map(phrasePattern);

/**
 * Patterns for what effects have in common (retries, pagination, idempotency, validation), to show
 * beside those that were matched: at most two of which the request speaks, the one it says most of
 * first, none that is matched already. None for a request that is no effect.
 */
export const crossCuttingPatterns = (
  library: PromptLibrary,
  request: string,
  matched: readonly Pattern[],
): Pattern[] => {
  if (!isEffect(request, matched)) return [];
  const shown = new Set(matched.map(({ id }) => id));
  return library.patterns
    .filter(({ id }) => !shown.has(id))
    .map((pattern) => ({ pattern, said: timesSaid(pattern, request) }))
    .filter(({ said }) => said > 0)
    .sort((a, b) => b.said - a.said || (a.pattern.id < b.pattern.id ? -1 : 1))
    .slice(0, mostBeside)
    .map(({ pattern }) => pattern);
};

const isEffect = (request: string, [best]: readonly Pattern[]): boolean =>
  best === undefined
    ? reachesOut.some((phrase) => phrase.test(request))
    : best.kinds.includes("effect");

const timesSaid = ({ beside }: Pattern, request: string): number =>
  beside.filter((phrase) => phrasePattern(phrase).test(request)).length;
