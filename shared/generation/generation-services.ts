import type { Clock } from "../clock.ts";
import type { JobStore } from "../jobs/job-store.ts";
import type { PromptLibrary } from "../patterns/prompt-library.ts";
import type { Provider } from "../providers/provider.ts";
import type { Sandbox } from "../proving/sandbox.ts";

/** What a generation needs of the world. */
export interface GenerationServices {
  readonly jobs: Pick<
    JobStore,
    "claim" | "request" | "heartbeat" | "advance" | "succeed" | "fail" | "release"
  >;
  /** Resolved per job, since a configuration can change between two. @throws AppError */
  readonly provider: () => Promise<Provider>;
  readonly library: PromptLibrary;
  readonly sandbox: Sandbox;
  readonly clock: Clock;
  readonly sleep: (milliseconds: number) => Promise<void>;
  /**
   * Told of every failure of provider, sandbox or store that is overcome, or told to the caller in
   * our words only. What is thrown is not told.
   */
  readonly onFault: (error: unknown) => void;
  readonly limits: GenerationLimits;
}

/** All in milliseconds. */
export interface GenerationLimits {
  readonly leaseMs: number;
  /** A whole job, from when a worker took it; a proof that has begun may take longer. */
  readonly budgetMs: number;
  /** One call to the provider. */
  readonly providerTimeoutMs: number;
}
