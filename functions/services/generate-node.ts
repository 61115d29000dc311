import { functionMetrics } from "#shared/http/function-metrics.ts";
import { readEnvironment } from "#shared/http/read-environment.ts";
import type { BatchServices } from "#shared/jobs/accept-batch.ts";
import type { GenerateNodeServices } from "#shared/jobs/generate-node.ts";
import { platformProviderConfigured } from "#shared/providers/choose-provider.ts";
import { microUsdOf } from "#shared/usage/settlement.ts";
import { configStore } from "./config-store.ts";
import { idempotencyStore } from "./idempotency-store.ts";
import { generationQueue } from "./queue.ts";
import { jobStore, nodeStore } from "./stores.ts";
import { elapsed, newId, newTicketKey, sleep, systemClock } from "./system.ts";

type Source = Readonly<Record<string, string | undefined>>;

/** For functions that accept generations. */
export function acceptServices(source: Source) {
  const settings = readEnvironment(
    source,
    "LLM_PROVIDER",
    "ALLOW_MOCK_PROVIDER",
    "JOB_LEASE_SECONDS",
    "CONTEXT_WINDOW_TOKENS",
    "ACCOUNT_TABLE",
    "MAX_GENERATIONS_IN_FLIGHT",
    "DAILY_BUDGET_USD",
    "GENERATION_BUDGET_USD",
  );
  return {
    jobs: jobStore(source, { accountTable: settings.ACCOUNT_TABLE }),
    queue: generationQueue(source),
    clock: systemClock,
    newId,
    newTicketKey,
    limits: {
      mostInFlight: settings.MAX_GENERATIONS_IN_FLIGHT,
      dayMicroUsd: microUsdOf(settings.DAILY_BUDGET_USD),
      jobMicroUsd: microUsdOf(settings.GENERATION_BUDGET_USD),
    },
    idempotency: idempotencyStore(source),
    metrics: functionMetrics,
    leaseMs: settings.JOB_LEASE_SECONDS * 1_000,
    providerConfigured: platformProviderConfigured(settings),
    configs: configStore(source),
    allowMock: settings.ALLOW_MOCK_PROVIDER === "true",
    windowTokens: settings.CONTEXT_WINDOW_TOKENS || undefined,
  } satisfies Omit<BatchServices, "onSendFailure" | "onFault">;
}

/** For those that also wait for what comes of it, `mostWaitMs` at most. */
export function generateNodeServices(
  source: Source,
): Omit<GenerateNodeServices, "onSendFailure"> & { readonly mostWaitMs: number } {
  const { SYNC_WAIT_SECONDS } = readEnvironment(source, "SYNC_WAIT_SECONDS");
  return {
    ...acceptServices(source),
    nodes: nodeStore(source),
    sleep,
    elapsed,
    mostWaitMs: SYNC_WAIT_SECONDS * 1_000,
  };
}
