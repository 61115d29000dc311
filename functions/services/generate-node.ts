import { readEnvironment } from "#shared/http/read-environment.ts";
import type { AcceptServices } from "#shared/jobs/accept-generation.ts";
import type { GenerateNodeServices } from "#shared/jobs/generate-node.ts";
import { platformProviderConfigured } from "#shared/providers/choose-provider.ts";
import { configStore } from "./config-store.ts";
import { generationQueue } from "./queue.ts";
import { jobStore, nodeStore } from "./stores.ts";
import { elapsed, newId, sleep, systemClock } from "./system.ts";

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
  );
  return {
    jobs: jobStore(source, { accountTable: settings.ACCOUNT_TABLE }),
    queue: generationQueue(source),
    clock: systemClock,
    newId,
    leaseMs: settings.JOB_LEASE_SECONDS * 1_000,
    providerConfigured: platformProviderConfigured(settings),
    configs: configStore(source),
    allowMock: settings.ALLOW_MOCK_PROVIDER === "true",
    windowTokens: settings.CONTEXT_WINDOW_TOKENS || undefined,
  } satisfies Omit<AcceptServices, "onSendFailure">;
}

/** For those that also wait for what comes of it. */
export function generateNodeServices(source: Source): Omit<GenerateNodeServices, "onSendFailure"> {
  const { SYNC_WAIT_SECONDS } = readEnvironment(source, "SYNC_WAIT_SECONDS");
  return {
    ...acceptServices(source),
    nodes: nodeStore(source),
    sleep,
    elapsed,
    waitMs: SYNC_WAIT_SECONDS * 1_000,
  };
}
