import type { Provenance } from "#schemas/node.ts";
import type { JobRecord } from "../jobs/job-store.ts";
import type { PromptLibrary } from "../patterns/prompt-library.ts";
import { usageOf } from "../usage/settlement.ts";
import type { Attempt } from "./attempt.ts";
import type { BuiltContext } from "./context/build-context.ts";
import type { FallbackNode } from "./fallback/fallback-content.ts";
import type { Ledger } from "./ledger.ts";
import type { Tried } from "./make-attempts.ts";
import type { Progress } from "./progress.ts";

interface Origin {
  readonly job: JobRecord;
}

interface OfAttempt extends Origin {
  readonly chosen: Attempt;
  readonly first: Attempt | undefined;
}

interface OfFallback extends Origin {
  readonly fallback: Pick<FallbackNode, "strategy" | "patternIds"> & { readonly reason: string };
  readonly tried: Tried;
}

interface ProvenanceServices {
  readonly ledger: Ledger;
  readonly progress: Progress;
  readonly library: PromptLibrary;
}

/** What it took is that of the whole job, all claims of it; the times are those of the last one. */
export function provenanceOf(
  origin: OfAttempt | OfFallback,
  { ledger, progress, library }: ProvenanceServices,
): Provenance {
  const context = "chosen" in origin ? origin.chosen.context : origin.tried.context;
  const configsTried = ledger.provider.tried?.() ?? [];
  const last = "chosen" in origin ? origin.chosen : origin.tried.attempts.at(-1);
  const report = ledger.report();
  const common = {
    provider: last?.reply.answeredBy?.name ?? ledger.provider.name,
    prompt_version: context?.promptVersion ?? library.version,
    prompt_hash: context?.promptHash ?? noPrompt,
    attempts: report.attempts,
    tokens: usageOf(report),
    cost_usd: report.cost_usd,
    durations_ms: progress.durations(),
    ...(context !== undefined && { context_tokens: tokensOf(context) }),
    job_id: origin.job.id,
    ...(configsTried.length > 0 && { configs_tried: configsTried.slice(0, 50) }),
  };
  return "chosen" in origin
    ? { ...common, ...ofAttempt(origin) }
    : { ...common, ...ofFallback(origin, ledger) };
}

/** Where not even a prompt could be made. */
const noPrompt = "0".repeat(64);

const ofAttempt = ({ chosen, first }: OfAttempt) => ({
  model: chosen.reply.model,
  pattern_ids: [...chosen.context.patternIds],
  reference_ids: [...chosen.context.referenceIds],
  strategy: chosen === first ? ("model" as const) : ("repair" as const),
  ...(chosen.parserLayer !== undefined && { parser_layer: chosen.parserLayer }),
});

const ofFallback = ({ fallback, tried }: OfFallback, ledger: Ledger) => ({
  model: tried.attempts.at(-1)?.reply.model ?? ledger.provider.model,
  pattern_ids: [...fallback.patternIds],
  reference_ids: [],
  strategy: fallback.strategy,
  fallback_reason: fallback.reason,
});

/** The estimated tokens of each section. */
const tokensOf = ({ report }: BuiltContext): Record<string, number> =>
  Object.fromEntries(report.sections.map(({ name, tokens }) => [name, tokens]));
