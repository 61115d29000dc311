import { type Ask, type Attempt, isStorable, testFindings } from "./attempt.ts";

/** One generation and two repairs: most of what repair can mend is mended in the first two. */
export const mostAttempts = 3;

/** Room for a reply, without what a model thinks beside it. */
export const firstOutputTokens = 8_192;

/**
 * What to ask next, or undefined where nothing more is to be asked: the node is proven, the model
 * declined, the rounds are spent, or the model repeats itself.
 *
 * The ladder of formats: two blocks, which cost the least quality; then one strict JSON object,
 * where no node could be read; then the code alone, where the rest could. Whether the next call
 * fits the budget is not decided here.
 */
export function nextAsk(attempts: readonly Attempt[], first: Ask["kind"]): Ask | undefined {
  const last = attempts.at(-1);
  if (last === undefined) return { kind: first, maxOutputTokens: firstOutputTokens };
  const isOver = attempts.length >= mostAttempts || last.verdict === "refused";
  if (isOver || repeatsItself(attempts)) return undefined;
  if (attempts.some(isStorable)) return askForTests(attempts, last);
  return last.unread === undefined ? repairOf(last) : askAgain(last, last.unread);
}

/** Good code is asked for again once, for its tests; what comes of that is taken as it is. */
function askForTests(attempts: readonly Attempt[], last: Attempt): Ask | undefined {
  if (attempts.slice(0, -1).some(isStorable) || !isStorable(last)) return undefined;
  const isEnough = last.verdict === "proven" && testFindings(last).length === 0;
  return isEnough ? undefined : repairOf(last);
}

const repairOf = (last: Attempt): Ask => ({
  kind: "repair",
  previous: last,
  maxOutputTokens: last.ask.maxOutputTokens,
});

/** After a reply that holds no node. A cut reply is asked for anew, never mended. */
function askAgain(last: Attempt, { reason, metadata }: NonNullable<Attempt["unread"]>): Ask {
  const isCut = last.reply.stop === "max_tokens";
  const maxOutputTokens = last.ask.maxOutputTokens * (isCut ? 2 : 1);
  if (metadata !== undefined && last.ask.kind !== "code-only") {
    const told = reason === "truncated" ? {} : { previous: last };
    return { kind: "code-only", metadata, maxOutputTokens, ...told };
  }
  if (isCut) return { ...last.ask, maxOutputTokens };
  const kind = last.ask.kind === "strict-json" ? "repair" : "strict-json";
  return { kind, previous: last, maxOutputTokens };
}

/** A model that gives the same reply again would give it a third time. */
const repeatsItself = (attempts: readonly Attempt[]): boolean => {
  const last = attempts.at(-1)?.reply.text;
  const isCut = attempts.at(-1)?.reply.stop === "max_tokens";
  return !isCut && attempts.slice(0, -1).some(({ reply }) => reply.text === last);
};
