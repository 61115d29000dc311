import type { TokenUsage } from "#schemas/node.ts";
import type { ModelName } from "./token-room.ts";

/**
 * What a model's own tokens are to our estimates. Every vocabulary cuts texts otherwise, and what a
 * model counts comes back with each reply, so the factor is learned from there and not from a list
 * that ages. It is kept in the memory of one worker: a new one begins with 1, which is near enough
 * for budgets that leave room, and has learned after a few replies.
 */
export interface TokenCalibration {
  /** To multiply an estimate with. */
  factorOf(model: ModelName): number;
  /** What a prompt was estimated at, with the factor of that time, and what it was counted as. */
  learn(
    model: ModelName,
    estimate: { readonly totalTokens: number; readonly tokenFactor: number },
    usage: Pick<TokenUsage, "input" | "cached">,
  ): void;
  /** By `provider/model`, with two decimals; for the log. */
  factors(): Readonly<Record<string, number>>;
}

/** Beyond these it is not the vocabulary: a server did not count its cache, or cut the prompt. */
const least = 0.6;
const greatest = 1.7;

/** Shorter prompts say more of chat templates than of the vocabulary. */
const fewestTokens = 500;

/** How much one reply changes what is known. */
const weight = 0.3;

export function tokenCalibration(): TokenCalibration {
  const learned = new Map<string, number>();
  const keyOf = ({ name, model }: ModelName) => `${name}/${model}`;
  const factorOf = (model: ModelName) => learned.get(keyOf(model)) ?? 1;
  return {
    factorOf,
    learn(model, { totalTokens, tokenFactor }, { input, cached }) {
      if (totalTokens < fewestTokens) return;
      const seen = ((input + cached) / totalTokens) * tokenFactor;
      if (seen < least || seen > greatest) return;
      const known = factorOf(model);
      learned.set(keyOf(model), known + weight * (seen - known));
    },
    factors: () =>
      Object.fromEntries(
        [...learned].map(([model, factor]) => [model, Math.round(factor * 100) / 100]),
      ),
  };
}
