import type { TokenUsage } from "#schemas/node.ts";
import { type ModelFacts, models, type Price } from "./models.ts";
import type { ProviderName } from "./provider.ts";

/** Price of runs that no provider is paid for. */
const free: Price = { input: 0, cached: 0, output: 0 };

/**
 * What is known of a model. An unknown id is no error: new models appear between releases, and
 * compatible hosts and Ollama name their own.
 */
export function modelOf(provider: ProviderName, id: string): ModelFacts {
  const known = models.find((model) => model.provider === provider && model.id === undated(id));
  if (known) return known;
  const price = provider === "mock" ? free : null;
  return { provider, id, contextWindow: null, maxOutput: null, thinks: false, price };
}

/** Tokens a model may think beside its reply; a ceiling, of which most requests use little. */
const thinkingRoom = 16_384;

/**
 * The limit to send for a reply of so many tokens. Thinking counts towards it, so that without
 * room of its own it leaves no reply, or half of one. `most` is what a configuration allows.
 */
export function outputLimit(
  provider: ProviderName,
  id: string,
  replyTokens: number,
  most = Number.POSITIVE_INFINITY,
): number {
  const { thinks, maxOutput } = modelOf(provider, id);
  const wanted = thinks ? replyTokens + thinkingRoom : replyTokens;
  return Math.min(wanted, maxOutput ?? wanted, most);
}

/**
 * Cost of a call in US dollars, null where the model's price is not known. Where only the price of
 * cached tokens is not, they count as uncached ones, so that a budget errs on the safe side.
 */
export function costOf(usage: TokenUsage, model: ModelFacts): number | null {
  const { price } = model;
  if (price === null) return null;
  const millionths =
    usage.input * price.input +
    usage.cached * (price.cached ?? price.input) +
    usage.output * price.output;
  return millionths / 1_000_000;
}

/** Replies name a dated form (`…-20261001`, `…-2026-09-29`), Ollama a tag (`llama3.1:8b`). */
const undated = (id: string): string =>
  id.replace(/-20\d{6}$|-20\d\d-\d\d-\d\d$/, "").replace(/:.*$/, "");
