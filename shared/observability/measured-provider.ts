import { AddressNotPublic } from "../network/resolve-public.ts";
import { costOf, modelOf } from "../providers/model-registry.ts";
import { type Provider, ProviderError } from "../providers/provider.ts";
import type { Metrics } from "./metrics.ts";

export interface Measuring {
  readonly metrics: Metrics;
  /** Told of a call that was to go to an address that is not public. */
  readonly onBlockedEndpoint: () => void;
}

/** A provider whose calls are counted: what each reply took, and how each failure is named. */
const measuredProvider = (provider: Provider, { metrics, ...told }: Measuring): Provider => ({
  name: provider.name,
  model: provider.model,
  async generate(request, call) {
    const { kind } = request.task;
    if (kind !== "create" && kind !== "refine") metrics.count("node_generation_repairs_total");
    try {
      const reply = await provider.generate(request, call);
      const { input, cached, output } = reply.usage;
      metrics.count("node_generation_tokens_total", { direction: "input" }, input);
      metrics.count("node_generation_tokens_total", { direction: "cached_input" }, cached);
      metrics.count("node_generation_tokens_total", { direction: "output" }, output);
      const cost = costOf(reply.usage, modelOf(provider.name, provider.model));
      if (cost !== null) metrics.measure("node_generation_cost_usd", cost);
      return reply;
    } catch (error) {
      tellFailure(error, { metrics, ...told });
      throw error;
    }
  },
});

function tellFailure(error: unknown, { metrics, onBlockedEndpoint }: Measuring): void {
  if (!(error instanceof ProviderError)) return;
  metrics.count("provider_errors_total", { kind: error.kind });
  if (error.cause instanceof AddressNotPublic) onBlockedEndpoint();
}

type ProviderOf<Candidate> = (candidate: Candidate, model: string) => Promise<Provider>;

/** A pool of such providers; one that could not be made, since its key is missing, failed too. */
export const measuredPool =
  <Candidate>(providerOf: ProviderOf<Candidate>, measuring: Measuring): ProviderOf<Candidate> =>
  async (candidate, model) => {
    try {
      return measuredProvider(await providerOf(candidate, model), measuring);
    } catch (error) {
      tellFailure(error, measuring);
      throw error;
    }
  };
