import { modelOf, outputLimit } from "../../providers/model-registry.ts";
import type { Provider } from "../../providers/provider.ts";

export type ModelName = Pick<Provider, "name" | "model">;

/** In tokens, as the model counts them. */
export interface TokenRoom {
  /** Undefined where the window of the model is not known: its provider then says what is too much. */
  readonly prompt: number | undefined;
  /** To ask for at most in a reply. */
  readonly reply: number;
}

/** In a small window the reply may not crowd out the prompt, nor the prompt the reply. */
const mostReplyShare = 0.5;

/**
 * Divides the window of a model between prompt and reply. `window` (tokens) stands for what the
 * registry knows, for models it does not know and for operators who want less.
 */
export function tokenRoom(
  { name, model }: ModelName,
  { replyTokens, window }: { replyTokens: number; window?: number | undefined },
): TokenRoom {
  const whole = window ?? modelOf(name, model).contextWindow;
  if (whole === null) return { prompt: undefined, reply: replyTokens };
  const limit = Math.min(outputLimit(name, model, replyTokens), Math.floor(whole * mostReplyShare));
  return { prompt: whole - limit, reply: Math.min(replyTokens, limit) };
}
