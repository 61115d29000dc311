import type { TokenUsage } from "#schemas/node.ts";

const nothing: TokenUsage = { input: 0, cached: 0, output: 0, reasoning: 0 };

export function addUsage(usages: readonly TokenUsage[]): TokenUsage {
  return usages.reduce(
    (sum, usage) => ({
      input: sum.input + usage.input,
      cached: sum.cached + usage.cached,
      output: sum.output + usage.output,
      reasoning: sum.reasoning + usage.reasoning,
    }),
    nothing,
  );
}

/** All tokens that were paid for; reasoning is part of output. */
export const totalTokens = (usage: TokenUsage): number => usage.input + usage.cached + usage.output;
