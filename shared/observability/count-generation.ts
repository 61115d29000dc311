import type { MetricValue } from "#schemas/metrics.ts";
import type { GenerationSummary } from "../generation/generation-summary.ts";
import type { GenerationOutcome } from "../generation/run-generation.ts";
import type { Metrics } from "./metrics.ts";

type Provider = MetricValue<"node_generation_total", "provider">;

const providers: ReadonlySet<string> = new Set<Provider>(["claude", "openai", "ollama", "mock"]);

const isProvider = (name: string): name is Provider => providers.has(name);

interface Ended {
  readonly outcome: GenerationOutcome;
  /** Undefined where nobody was asked. */
  readonly summary: Pick<GenerationSummary, "provider" | "strategy"> | undefined;
  readonly durationMs: number;
}

/**
 * What became of a message. One that found nothing to take is no generation; a job that was
 * cancelled is counted where it is cancelled.
 */
export function countGeneration({ outcome, summary, durationMs }: Ended, metrics: Metrics): void {
  if (outcome === "lost") metrics.count("jobs_lease_lost_total");
  if (outcome !== "succeeded" && outcome !== "failed" && outcome !== "released") return;
  const name = summary?.provider ?? "";
  const provider = isProvider(name) ? name : "none";
  metrics.count("node_generation_total", { provider, status: outcome });
  metrics.measure("node_generation_duration_seconds", durationMs / 1_000, { provider });
  const strategy = summary?.strategy;
  if (strategy === "partial" || strategy === "template") {
    metrics.count("node_generation_fallbacks_total", { strategy });
  }
}

/** Whose configuration it is: the operator's, or one of a tenant's. */
export const scopeOf = (owner: string): MetricValue<"config_unhealthy_total", "scope"> =>
  owner === "platform" ? "platform" : "user";
