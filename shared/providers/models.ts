import type { ProviderName } from "./provider.ts";

/** US dollars per million tokens. */
export interface Price {
  readonly input: number;
  readonly cached: number | null;
  readonly output: number;
}

export interface ModelFacts {
  readonly provider: ProviderName;
  readonly id: string;
  /** Tokens of prompt and reply together, null where not known. */
  readonly contextWindow: number | null;
  /** Most tokens of one reply, thinking included, null where not known. */
  readonly maxOutput: number | null;
  /** Thinks unless told not to, within its output tokens. */
  readonly thinks: boolean;
  /** List price of a plain request; null where it is not known, or depends on more than tokens. */
  readonly price: Price | null;
}

const million = 1_000_000;

const claude = (id: string, price: Price | null = null): ModelFacts => ({
  provider: "claude",
  id,
  contextWindow: million,
  maxOutput: 128_000,
  thinks: true,
  price,
});

const openai = (id: string, price: Price | null = null): ModelFacts => ({
  provider: "openai",
  id,
  contextWindow: 1_050_000,
  maxOutput: 128_000,
  thinks: true,
  price,
});

/**
 * As published in November 2026 at platform.claude.com/docs/en/models and
 * developers.openai.com/api/docs/models. Claude Haiku 5.5 has a price by tier. OpenAI asks more
 * for prompts over 272,000 tokens, which are larger than any of ours.
 */
export const models: readonly ModelFacts[] = [
  claude("claude-sonnet-5-5", { input: 2, cached: 0.2, output: 10 }),
  claude("claude-opus-5-5", { input: 4, cached: null, output: 20 }),
  claude("claude-haiku-5-5"),
  claude("claude-sonnet-5", { input: 2, cached: 0.2, output: 10 }),
  claude("claude-opus-5", { input: 5, cached: 0.5, output: 25 }),
  openai("gpt-6.1-sol", { input: 2, cached: 0.1, output: 10 }),
  openai("gpt-6-sol", { input: 2, cached: 0.2, output: 10 }),
];
