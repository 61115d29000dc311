import { readEnvironment } from "#shared/http/read-environment.ts";
import type { GenerateNodeServices } from "#shared/jobs/generate-node.ts";
import { platformProviderConfigured } from "#shared/providers/choose-provider.ts";
import { generationQueue } from "./queue.ts";
import { jobStore, nodeStore } from "./stores.ts";
import { elapsed, newId, sleep, systemClock } from "./system.ts";

export function generateNodeServices(
  source: Readonly<Record<string, string | undefined>>,
): Omit<GenerateNodeServices, "onSendFailure"> {
  const settings = readEnvironment(
    source,
    "LLM_PROVIDER",
    "ALLOW_MOCK_PROVIDER",
    "SYNC_WAIT_SECONDS",
    "JOB_LEASE_SECONDS",
  );
  return {
    jobs: jobStore(source),
    nodes: nodeStore(source),
    queue: generationQueue(source),
    clock: systemClock,
    newId,
    sleep,
    elapsed,
    leaseMs: settings.JOB_LEASE_SECONDS * 1_000,
    waitMs: settings.SYNC_WAIT_SECONDS * 1_000,
    providerConfigured: platformProviderConfigured(settings),
  };
}
