import type { GenerationReport } from "#schemas/generation.ts";
import type { SandboxReply } from "#schemas/sandbox.ts";
import type { Clock } from "../clock.ts";
import { modelOf } from "../providers/model-registry.ts";
import type { Provider, ProviderReply } from "../providers/provider.ts";
import { countOf } from "../usage/counted-sandbox.ts";
import { withUnknownCall } from "../usage/settlement.ts";
import { addReports, addUsage, costOfUsage, totalTokens } from "./spending.ts";
import type { WorstCall } from "./worst-call.ts";

/** What a job spends; every reply is entered, also one that comes to nothing. */
export interface Ledger {
  /** The provider, with its replies entered. */
  readonly provider: Provider;
  /** Enters a call that ended without an answer, and may have been paid for. */
  enterUnknown(call: WorstCall): void;
  enterRuns(reply: SandboxReply): void;
  /** What the job took so far, earlier claims included. */
  report(): GenerationReport;
  /** What this claim took. */
  own(): GenerationReport;
  /** Milliseconds of the slowest call of this claim that was answered. */
  slowestMs(): number;
}

/**
 * `earlier` is what the job holds of earlier claims. It is stored with every reply and with the end
 * of a claim, so that of a worker that died only the time since its last reply and the runs in the
 * sandbox are missing.
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
  const unknown: WorstCall[] = [];
  const runs = { runs: 0, cpu_ms: 0 };
  let slowestMs = 0;
  const answered = (): GenerationReport => {
    const usage = addUsage(replies.map((reply) => reply.usage));
    return {
      model_used: replies.at(-1)?.model ?? earlier?.model_used ?? provider.model,
      tokens_used: totalTokens(usage),
      generation_time_ms: Math.round(Object.values(durations()).reduce((sum, one) => sum + one, 0)),
      cost_usd: costOfReplies(replies, provider),
      attempts: replies.length,
      usage,
      ...(runs.runs > 0 && { sandbox: { ...runs } }),
    };
  };
  const own = () =>
    unknown.reduce<GenerationReport>(
      (report, call) => withUnknownCall(report, { ...call, attempt: report.attempts + 1 }),
      answered(),
    );
  return {
    provider: {
      ...provider,
      async generate(request, call) {
        const asked = clock.now().getTime();
        const reply = await provider.generate(request, call);
        slowestMs = Math.max(slowestMs, clock.now().getTime() - asked);
        replies.push(reply);
        return reply;
      },
    },
    enterUnknown: (call) => unknown.push(call),
    enterRuns(reply) {
      const { count, cpuMs } = countOf(reply);
      runs.runs += count;
      runs.cpu_ms += cpuMs;
    },
    own,
    slowestMs: () => slowestMs,
    report: () => (earlier === undefined ? own() : addReports(earlier, own())),
  };
}

/** A model that stood in for another has its own price. */
function costOfReplies(replies: readonly ProviderReply[], asked: Provider): number | null {
  const askedOf = ({ answeredBy = asked }: ProviderReply) =>
    `${answeredBy.name}/${answeredBy.model}`;
  return [...Map.groupBy(replies, askedOf).values()]
    .map((group) => {
      const { name, model } = group[0]?.answeredBy ?? asked;
      return costOfUsage(addUsage(group.map(({ usage }) => usage)), modelOf(name, model));
    })
    .reduce((sum, cost) => (sum === null || cost === null ? null : sum + cost), 0);
}
