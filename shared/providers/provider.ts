import type { ConfigTried } from "#schemas/config-tried.ts";
import type { GenerationContext } from "#schemas/generation.ts";
import type { JsonObject } from "#schemas/json.ts";
import type { TokenUsage } from "#schemas/node.ts";
import type { AttemptKind } from "#schemas/transcript.ts";

/** What is asked of a provider, in our words; each adapter turns it into its own wire format. */
export interface ProviderRequest {
  /** Fixed sections first, so that providers can cache the prefix. */
  readonly system: string;
  readonly prompt: string;
  /** Of the reply, without thinking. */
  readonly maxOutputTokens: number;
  /** Most to send to the provider as its limit, thinking included. */
  readonly mostOutputTokens?: number;
  readonly temperature?: number;
  /**
   * That the reply is to be one JSON object of this schema. A wish: a model that cannot be bound to
   * it is asked without, so the reply has to be checked all the same.
   */
  readonly responseFormat?: ResponseFormat | undefined;
  /** What the prompt was made of, for adapters that work without a language model. */
  readonly task: ProviderTask;
}

/** In what all providers' strict modes take: every object closed, every property required. */
export interface ResponseFormat {
  readonly name: string;
  readonly schema: JsonObject;
}

export interface ProviderTask {
  readonly kind: AttemptKind;
  readonly request: string;
  readonly context: GenerationContext;
}

export const stopReasons = [
  "complete",
  "max_tokens",
  "context_exceeded",
  "refusal",
  "content_filter",
  "interrupted",
  "other",
] as const;
export type StopReason = (typeof stopReasons)[number];

export interface ProviderReply {
  readonly text: string;
  readonly stop: StopReason;
  /** The provider's own word for it. */
  readonly rawStop: string | undefined;
  readonly usage: TokenUsage;
  /** The model that answered, which may be a dated form of the one that was asked. */
  readonly model: string;
  /** What a reader of the generation must know, e.g. that `temperature` was dropped. */
  readonly notes: readonly string[];
  /** Who was asked, where it may be another than the provider's own name and model. */
  readonly answeredBy?: Pick<Provider, "name" | "model">;
}

export type ProviderErrorKind =
  | "auth"
  | "permission"
  | "not_found"
  | "bad_request"
  | "too_large"
  | "rate_limit"
  | "quota"
  | "overloaded"
  | "server"
  | "timeout"
  | "network"
  | "aborted"
  | "bad_payload"
  | "no_pattern";

/** A provider's failure in our words; its raw message stays in `cause` and out of answers. */
export class ProviderError extends Error {
  override readonly name = "ProviderError";
  readonly kind: ProviderErrorKind;
  readonly retryable: boolean;
  readonly retryAfterMs: number | undefined;
  /** Data for the caller, in our words, e.g. the nearest patterns. */
  readonly details: readonly string[];

  constructor(
    kind: ProviderErrorKind,
    message: string,
    more: {
      retryable?: boolean;
      retryAfterMs?: number | undefined;
      details?: readonly string[];
      cause?: unknown;
    } = {},
  ) {
    super(message, { cause: more.cause });
    this.kind = kind;
    this.retryable = more.retryable ?? false;
    this.retryAfterMs = more.retryAfterMs;
    this.details = more.details ?? [];
  }
}

export type ProviderEvent =
  | { readonly type: "start"; readonly model: string }
  | { readonly type: "text"; readonly length: number }
  | { readonly type: "retry"; readonly kind: ProviderErrorKind; readonly delayMs: number };

export interface ProviderCall {
  readonly signal: AbortSignal;
  /** Epoch milliseconds by which the call has answered or failed. */
  readonly deadline: number;
  /** Most attempts, the first included, where fewer are wanted than the adapter makes. */
  readonly attempts?: number;
  readonly onEvent?: (event: ProviderEvent) => void;
}

export type ProviderName = "claude" | "openai" | "ollama" | "mock";

/** One method, one vocabulary. No type of a provider's SDK leaves its adapter. */
export interface Provider {
  readonly name: ProviderName;
  readonly model: string;
  /** Who else may answer in its place, and be paid for it. */
  readonly standIns?: readonly Pick<Provider, "name" | "model">[];
  /** Which configurations were tried so far, where there are any. */
  tried?(): readonly ConfigTried[];
  /** @throws ProviderError */
  generate(request: ProviderRequest, call: ProviderCall): Promise<ProviderReply>;
}
