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
  readonly limits: GenerationLimits;
}

/** All in milliseconds. */
export interface GenerationLimits {
  readonly leaseMs: number;
  /** A whole job, from when a worker took it. */
  readonly budgetMs: number;
  /** One call to the provider. */
  readonly providerTimeoutMs: number;
}
