import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { providerSettings } from "#schemas/settings.ts";
import { requestTimeout } from "#shared/aws/request-timeout.ts";
import { secretKeyReader } from "#shared/aws/secret-key-reader.ts";
import { platformKeys } from "#shared/aws/secrets.ts";
import { endpointPolicy, isAllowedHost } from "#shared/config/api-url.ts";
import { type ChainServices, chainProvider } from "#shared/config/chain-provider.ts";
import type { ConfigStore } from "#shared/config/config-store.ts";
import { providerPool } from "#shared/config/provider-pool.ts";
import { resolveConfigs } from "#shared/config/resolve-configs.ts";
import type { GenerationServices } from "#shared/generation/generation-services.ts";
import { functionMetrics } from "#shared/http/function-metrics.ts";
import { readEnvironment } from "#shared/http/read-environment.ts";
import { type Measuring, measuredPool } from "#shared/observability/measured-provider.ts";
import type { PromptLibrary } from "#shared/patterns/prompt-library.ts";
import { choosePlatformProvider } from "#shared/providers/choose-provider.ts";
import { endpointFetch } from "#shared/providers/endpoint-fetch.ts";
import { configStore } from "../services/config-store.ts";
import { systemClock } from "../services/system.ts";

export interface ProviderServices {
  readonly configs: ConfigStore;
  readonly providerOf: ChainServices["providerOf"];
  /** Who answers a job, as configured now. Its calls are counted. */
  provider(
    job: Parameters<GenerationServices["provider"]>[0],
    told: Pick<ChainServices, "onBreaker" | "onFault"> & Pick<Measuring, "onBlockedEndpoint">,
  ): ReturnType<GenerationServices["provider"]>;
}

/** Model SDKs and keys are known here alone. */
export function providerServices(
  source: Readonly<Record<string, string | undefined>>,
  library: PromptLibrary,
): ProviderServices {
  const settings = readEnvironment(
    source,
    "PLATFORM_SECRET_ARN",
    "LLM_ALLOWED_HOSTS",
    ...providerSettings,
  );
  const client = new SecretsManagerClient({ requestHandler: requestTimeout(5_000) });
  const policy = endpointPolicy(settings.LLM_ALLOWED_HOSTS);
  const providerOf = providerPool({
    keys: secretKeyReader({ client }),
    platformKeys: platformKeys({ client, secretArn: settings.PLATFORM_SECRET_ARN }),
    library,
    adapter: { fetch: endpointFetch({ isAllowed: (url) => isAllowedHost(url, policy) }) },
  });
  const store = configStore(source);
  const resolving = {
    store,
    platformDefault: choosePlatformProvider(settings),
    allowMock: settings.ALLOW_MOCK_PROVIDER === "true",
  };
  return {
    configs: store,
    providerOf,
    async provider(job, told) {
      const candidates = await resolveConfigs(job, resolving);
      const [first, second] = candidates;
      // A key that is missing is told before anything is tried, as a provider that is missing is.
      if (first.kind === "environment" && second === undefined) {
        await providerOf(first, first.choice.model);
      }
      const measured = measuredPool(providerOf, { metrics: functionMetrics, ...told });
      return chainProvider(candidates, {
        ...told,
        providerOf: measured,
        store,
        clock: systemClock,
      });
    },
  };
}
