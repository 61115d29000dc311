import type { GenerationReport } from "#schemas/generation.ts";
import type { TokenUsage } from "#schemas/node.ts";
import { costOf } from "../providers/model-registry.ts";
import type { ModelFacts } from "../providers/models.ts";
import { isUnpaid, usageOf } from "../usage/settlement.ts";

type SandboxUse = NonNullable<GenerationReport["sandbox"]>;

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

/** US dollars, null where the model's price is not known. Who answers on a machine of ours is not paid. */
export const costOfUsage = (usage: TokenUsage, model: ModelFacts): number | null =>
  isUnpaid(model.provider) ? 0 : costOf(usage, model);

/** What a later claim of a job took on top of what the earlier ones did. */
export function addReports(earlier: GenerationReport, later: GenerationReport): GenerationReport {
  const unknown = (earlier.unknown_calls ?? 0) + (later.unknown_calls ?? 0);
  const runs = [earlier.sandbox, later.sandbox].filter((one) => one !== undefined);
  return {
    model_used: later.model_used,
    tokens_used: earlier.tokens_used + later.tokens_used,
    generation_time_ms: earlier.generation_time_ms + later.generation_time_ms,
    cost_usd:
      earlier.cost_usd === null || later.cost_usd === null
        ? null
        : earlier.cost_usd + later.cost_usd,
    attempts: earlier.attempts + later.attempts,
    usage: addUsage([usageOf(earlier), usageOf(later)]),
    ...(unknown > 0 && { unknown_calls: unknown }),
    ...(runs.length > 0 && { sandbox: runs.reduce(addRuns) }),
  };
}

const addRuns = (a: SandboxUse, b: SandboxUse): SandboxUse => ({
  runs: a.runs + b.runs,
  cpu_ms: a.cpu_ms + b.cpu_ms,
});
