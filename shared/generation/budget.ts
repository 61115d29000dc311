import type { Clock } from "../clock.ts";
import type { GenerationLimits } from "./generation-services.ts";
import type { Ledger } from "./ledger.ts";
import type { WorstCall } from "./worst-call.ts";

/** What a job may still spend. */
export interface Budget {
  /** Why the next call is not to be made, in a sentence; undefined where its worst case fits. */
  refusal(call: Pick<WorstCall, "tokens" | "microUsd">): string | undefined;
}

/**
 * The budget of one job, all claims of it together, calls without an answer at their most. A call
 * is made only where the most that it can take fits in what is left; where the model's price is not
 * known, money is not limited.
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
  return {
    refusal({ tokens: { input, output }, microUsd }) {
      const leftMs = deadline - clock.now().getTime();
      if (leftMs <= 0 || leftMs < ledger.slowestMs()) {
        return "The time for this generation does not hold another call.";
      }
      const { tokens_used: spent, cost_usd: paid } = ledger.report();
      if (spent + input + output > limits.budgetTokens) {
        return told(`${limits.budgetTokens} tokens`, {
          spent: spent === 0 ? undefined : `${spent}`,
          worst: `take ${input + output}`,
        });
      }
      if (microUsd === null || paid === null) return undefined;
      const worst = microUsd / 1_000_000;
      if (paid + worst <= limits.budgetUsd) return undefined;
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
