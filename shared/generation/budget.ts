import type { Clock } from "../clock.ts";
import { costOf, modelOf, outputLimit } from "../providers/model-registry.ts";
import type { GenerationLimits } from "./generation-services.ts";
import type { Ledger } from "./ledger.ts";

export interface NextCall {
  /** As estimated. */
  readonly promptTokens: number;
  /** Most of the reply, without thinking. */
  readonly replyTokens: number;
}

/** What a job may still spend. */
export interface Budget {
  /** Why the next call is not to be made, in a sentence; undefined where its worst case fits. */
  refusal(call: NextCall): string | undefined;
}

/** Prompts are estimated by an older vocabulary; those of newer models cut a text into up to so many more. */
const promptFactor = 1.4;

/**
 * The budget of one job, all claims of it together. A call is made only where the most that it can
 * take fits in what is left; where the model's price is not known, money is not limited.
 */
export function openBudget({
  limits,
  deadline,
  ledger,
  clock,
}: {
  limits: Pick<GenerationLimits, "budgetTokens" | "budgetUsd">;
  /** Epoch milliseconds. */
  deadline: number;
  ledger: Ledger;
  clock: Clock;
}): Budget {
  const { name, model } = ledger.provider;
  return {
    refusal({ promptTokens, replyTokens }) {
      const leftMs = deadline - clock.now().getTime();
      if (leftMs <= 0 || leftMs < ledger.slowestMs()) {
        return "The time for this generation does not hold another call.";
      }
      const input = Math.ceil(promptTokens * promptFactor);
      const output = outputLimit(name, model, replyTokens);
      const { tokens_used: spent, cost_usd: paid } = ledger.report();
      if (spent + input + output > limits.budgetTokens) {
        return told(`${limits.budgetTokens} tokens`, {
          spent: spent === 0 ? undefined : `${spent}`,
          worst: `take ${input + output}`,
        });
      }
      const worst = costOf({ input, cached: 0, output, reasoning: 0 }, modelOf(name, model));
      if (worst === null || paid === null || paid + worst <= limits.budgetUsd) return undefined;
      return told(`$${limits.budgetUsd}`, {
        spent: paid === 0 ? undefined : `$${paid.toFixed(4)}`,
        worst: `cost $${worst.toFixed(4)}`,
      });
    },
  };
}

const told = (
  budget: string,
  { spent, worst }: { spent: string | undefined; worst: string },
): string =>
  spent === undefined
    ? `The budget of ${budget} does not hold a call: it could ${worst}.`
    : `The budget of ${budget} does not hold another call: ${spent} are spent, and the call could ${worst}.`;
