import * as z from "zod";
import type { TokenUsage } from "#schemas/node.ts";

/**
 * Token counts in our words: `input` is what was read at full price, `cached` what came from the
 * provider's cache, `output` includes `reasoning`. Providers differ in whether their input count
 * includes cached tokens.
 */
const count = z
  .number()
  .nullish()
  .transform((tokens) => Math.max(0, Math.round(tokens ?? 0)));

export const noUsage: TokenUsage = { input: 0, cached: 0, output: 0, reasoning: 0 };

/** Claude excludes cached tokens, read and written, from `input_tokens`. */
export const ClaudeUsage = z
  .object({
    input_tokens: count,
    cache_creation_input_tokens: count,
    cache_read_input_tokens: count,
    output_tokens: count,
    output_tokens_details: z.object({ thinking_tokens: count }).nullish(),
  })
  .transform(
    (usage): TokenUsage => ({
      input: usage.input_tokens + usage.cache_creation_input_tokens,
      cached: usage.cache_read_input_tokens,
      output: usage.output_tokens,
      reasoning: usage.output_tokens_details?.thinking_tokens ?? 0,
    }),
  );

/** The Responses API includes cached tokens in `input_tokens`. */
export const ResponsesUsage = z
  .object({
    input_tokens: count,
    input_tokens_details: z.object({ cached_tokens: count }).nullish(),
    output_tokens: count,
    output_tokens_details: z.object({ reasoning_tokens: count }).nullish(),
  })
  .transform((usage): TokenUsage => {
    const cached = usage.input_tokens_details?.cached_tokens ?? 0;
    return {
      input: Math.max(0, usage.input_tokens - cached),
      cached,
      output: usage.output_tokens,
      reasoning: usage.output_tokens_details?.reasoning_tokens ?? 0,
    };
  });

/** Chat completions say the same in other names. */
export const ChatUsage = z
  .object({
    prompt_tokens: count,
    prompt_tokens_details: z.object({ cached_tokens: count }).nullish(),
    completion_tokens: count,
    completion_tokens_details: z.object({ reasoning_tokens: count }).nullish(),
  })
  .transform((usage): TokenUsage => {
    const cached = usage.prompt_tokens_details?.cached_tokens ?? 0;
    return {
      input: Math.max(0, usage.prompt_tokens - cached),
      cached,
      output: usage.completion_tokens,
      reasoning: usage.completion_tokens_details?.reasoning_tokens ?? 0,
    };
  });

/** Ollama counts neither cached nor thinking tokens apart. */
export const OllamaUsage = z.object({ prompt_eval_count: count, eval_count: count }).transform(
  (usage): TokenUsage => ({
    ...noUsage,
    input: usage.prompt_eval_count,
    output: usage.eval_count,
  }),
);
