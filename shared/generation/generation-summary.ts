import type { AttemptVerdict } from "#schemas/job-event.ts";
import type { Provenance } from "#schemas/node.ts";
import type { Ledger } from "./ledger.ts";
import type { Tried } from "./make-attempts.ts";
import type { Progress } from "./progress.ts";

/** What one claim of a job came to, in numbers and closed words only: for logs and metrics. */
export interface GenerationSummary {
  readonly provider: string;
  readonly model: string;
  readonly strategy: Provenance["strategy"] | "none";
  readonly verdicts: readonly AttemptVerdict[];
  readonly kinds: readonly string[];
  readonly parserLayer: string | undefined;
  readonly promptVersion: string | undefined;
  readonly tokens: number;
  /** Null where the model's price is not known. */
  readonly costUsd: number | null;
  /** Milliseconds by stage. */
  readonly stageMs: Readonly<Record<string, number>>;
  /** Estimated tokens of the last prompt by section. */
  readonly contextTokens: Readonly<Record<string, number>>;
  /** Findings of all attempts by rule. */
  readonly rules: Readonly<Record<string, number>>;
  readonly testsPassed: number;
  readonly testsFailed: number;
}

export function summaryOf(
  tried: Tried,
  strategy: GenerationSummary["strategy"],
  { ledger, progress }: { ledger: Ledger; progress: Progress },
): GenerationSummary {
  const { attempts, context } = tried;
  const last = attempts.at(-1);
  const report = ledger.own();
  return {
    provider: ledger.provider.name,
    model: report.model_used,
    strategy,
    verdicts: attempts.map(({ verdict }) => verdict),
    kinds: attempts.map(({ ask }) => ask.kind),
    parserLayer: last?.parserLayer,
    promptVersion: context?.promptVersion,
    tokens: report.tokens_used,
    costUsd: report.cost_usd,
    stageMs: progress.durations(),
    contextTokens: Object.fromEntries(
      (context?.report.sections ?? []).map(({ name, tokens }) => [name, tokens]),
    ),
    rules: countsOf(attempts.flatMap(({ violations }) => violations.map(({ rule }) => rule))),
    testsPassed: last?.verification?.passed ?? 0,
    testsFailed: last?.verification?.failed ?? 0,
  };
}

const countsOf = (words: readonly string[]): Record<string, number> =>
  Object.fromEntries(
    [...Map.groupBy(words, (word) => word)].map(([word, { length }]) => [word, length]),
  );
