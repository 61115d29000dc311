import { type CallLimits, callWithRetries, defaultLimits } from "./call-with-retries.ts";
import type {
  Provider,
  ProviderCall,
  ProviderName,
  ProviderReply,
  ProviderRequest,
} from "./provider.ts";
import {
  formatDropped,
  type RefusableParameter,
  temperatureDropped,
  withoutRefusedParameters,
} from "./refused-parameters.ts";
import { systemTiming, type Timing } from "./timing.ts";
import { type Fetch, watchedFetch } from "./watched-fetch.ts";

/** Options that every adapter takes beside its own; the defaults are for production. */
export interface AdapterOptions {
  readonly fetch?: Fetch;
  readonly limits?: Partial<CallLimits>;
  readonly timing?: Timing;
}

/** One attempt of one request, as an adapter's wire format sees it. */
export interface Attempt {
  readonly request: ProviderRequest;
  readonly refused: ReadonlySet<RefusableParameter>;
  readonly signal: AbortSignal;
  /** Reports what arrives to the attempt's watch. */
  readonly fetch: Fetch;
  readonly onEvent: NonNullable<ProviderCall["onEvent"]>;
  now(): number;
}

export interface Adapter {
  readonly name: ProviderName;
  readonly model: string;
  /** Where this provider's answers come later than the default limits allow. */
  readonly limits?: Partial<CallLimits>;
  /** @throws ProviderError */
  attempt(attempt: Attempt): Promise<ProviderReply>;
}

/** A provider out of an adapter: retries, time limits and refused parameters are the same for all. */
export function adapt(adapter: Adapter, options: AdapterOptions): Provider {
  const limits = { ...defaultLimits, ...adapter.limits, ...options.limits };
  const timing = options.timing ?? systemTiming;
  const refused = new Set<RefusableParameter>();

  return {
    name: adapter.name,
    model: adapter.model,
    async generate(request, call) {
      const reply = await withoutRefusedParameters(refused, () =>
        callWithRetries(
          (watch) =>
            adapter.attempt({
              request: acceptable(request, refused),
              refused,
              signal: watch.signal,
              fetch: watchedFetch(options.fetch ?? globalThis.fetch, watch),
              onEvent: (event) => call.onEvent?.(event),
              now: () => timing.now(),
            }),
          call,
          limits,
          timing,
        ),
      );
      return { ...reply, notes: [...reply.notes, ...droppedFrom(request, refused, adapter)] };
    },
  };
}

const acceptable = (
  request: ProviderRequest,
  refused: ReadonlySet<RefusableParameter>,
): ProviderRequest =>
  refused.has("response_format") ? { ...request, responseFormat: undefined } : request;

const droppedFrom = (
  { temperature, responseFormat }: ProviderRequest,
  refused: ReadonlySet<RefusableParameter>,
  { model }: Adapter,
): string[] => [
  ...(temperature !== undefined && refused.has("temperature") ? [temperatureDropped(model)] : []),
  ...(responseFormat !== undefined && refused.has("response_format") ? [formatDropped(model)] : []),
];
