import type { GenerationReport } from "#schemas/generation.ts";
import type { TokenUsage } from "#schemas/node.ts";
import type { Clock } from "../clock.ts";
import { costOf, modelOf } from "../providers/model-registry.ts";
import type { Provider, ProviderReply } from "../providers/provider.ts";
import { addUsage, totalTokens } from "./spending.ts";

/** What one claim of a job spends; every reply is entered, also one that comes to nothing. */
export interface Ledger {
  /** The provider, with its replies entered. */
  readonly provider: Provider;
  /** Replies of this claim. */
  replies(): number;
  usage(): TokenUsage;
  /** US dollars for this claim, null where the price is not known. */
  cost(): number | null;
  /** What the job took so far, earlier claims included. */
  report(): GenerationReport;
  /** Milliseconds of the slowest call of this claim that was answered. */
  slowestMs(): number;
}

/**
 * `earlier` is what the job holds of earlier claims. It is stored with every reply and on release,
 * so that only what the provider took without a reply, and the time since the last one of a worker
 * that died, is missing.
 */
export function openLedger({
  provider,
  earlier,
  durations,
  clock,
}: {
  provider: Provider;
  earlier: GenerationReport | undefined;
  durations: () => Readonly<Record<string, number>>;
  clock: Clock;
}): Ledger {
  const replies: ProviderReply[] = [];
  let slowestMs = 0;
  const usage = () => addUsage(replies.map((reply) => reply.usage));
  const cost = () => costOfReplies(replies, provider);
  const report = (): GenerationReport => ({
    model_used: replies.at(-1)?.model ?? provider.model,
    tokens_used: totalTokens(usage()),
    generation_time_ms: Math.round(Object.values(durations()).reduce((sum, one) => sum + one, 0)),
    cost_usd: cost(),
    attempts: replies.length,
  });
  return {
    provider: {
      name: provider.name,
      model: provider.model,
      ...(provider.tried && { tried: provider.tried }),
      async generate(request, call) {
        const asked = clock.now().getTime();
        const reply = await provider.generate(request, call);
        slowestMs = Math.max(slowestMs, clock.now().getTime() - asked);
        replies.push(reply);
        return reply;
      },
    },
    replies: () => replies.length,
    usage,
    cost,
    slowestMs: () => slowestMs,
    report: () => (earlier === undefined ? report() : sumOf(earlier, report())),
  };
}

/** A model that stood in for another has its own price. */
function costOfReplies(replies: readonly ProviderReply[], asked: Provider): number | null {
  const askedOf = ({ answeredBy = asked }: ProviderReply) =>
    `${answeredBy.name}/${answeredBy.model}`;
  const groups = [...Map.groupBy(replies, askedOf).values()];
  if (groups.length === 0) return costOf(addUsage([]), modelOf(asked.name, asked.model));
  return groups
    .map((group) => {
      const { name, model } = group[0]?.answeredBy ?? asked;
      return costOf(addUsage(group.map(({ usage }) => usage)), modelOf(name, model));
    })
    .reduce((sum, cost) => (sum === null || cost === null ? null : sum + cost), 0);
}

const sumOf = (earlier: GenerationReport, own: GenerationReport): GenerationReport => ({
  model_used: own.model_used,
  tokens_used: earlier.tokens_used + own.tokens_used,
  generation_time_ms: earlier.generation_time_ms + own.generation_time_ms,
  cost_usd:
    earlier.cost_usd === null || own.cost_usd === null ? null : earlier.cost_usd + own.cost_usd,
  attempts: earlier.attempts + own.attempts,
});
