import type { JobId, TenantKey } from "#schemas/identifiers.ts";
import type { ConfigId } from "#schemas/llm-config.ts";
import type { Clock } from "../clock.ts";
import type { JobStore } from "../jobs/job-store.ts";
import type { NodeStore } from "../nodes/node-store.ts";
import type { PromptLibrary } from "../patterns/prompt-library.ts";
import type { Provider } from "../providers/provider.ts";
import type { Sandbox } from "../proving/sandbox.ts";
import type { TokenCalibration } from "./context/token-calibration.ts";
import type { GenerationSummary } from "./generation-summary.ts";
import type { ReferenceStore } from "./references/find-references.ts";

/** For whom, and which configuration the request asks for. */
export interface ProviderWanted {
  readonly tenant: TenantKey;
  readonly llmConfigId?: ConfigId | undefined;
}

/** What a generation needs of the world. */
export interface GenerationServices {
  readonly jobs: Pick<
    JobStore,
    | "claim"
    | "request"
    | "replies"
    | "bookCall"
    | "isHeld"
    | "heartbeat"
    | "advance"
    | "succeed"
    | "fail"
    | "release"
  >;
  /** Verified nodes of the tenant that a model may be shown. */
  readonly references: ReferenceStore;
  readonly calibration: TokenCalibration;
  /** Tokens of prompt and reply together, where the operator says so. */
  readonly window?: number | undefined;
  /** The node that a job refines. */
  readonly nodes: Pick<NodeStore, "get">;
  /** Resolved per job, since a configuration can change between two. @throws AppError */
  readonly provider: (job: ProviderWanted) => Promise<Provider>;
  /** The patterns, and the version of the prompts that serves a job. */
  readonly libraryFor: (job: JobId) => PromptLibrary;
  readonly sandbox: Sandbox;
  readonly clock: Clock;
  readonly sleep: (milliseconds: number) => Promise<void>;
  /**
   * Told of every failure of provider, sandbox or store that is overcome, or told to the caller in
   * our words only. What is thrown is not told.
   */
  readonly onFault: (error: unknown) => void;
  /** Told once of each claim that got as far as asking the provider. */
  readonly onSummary: (summary: GenerationSummary) => void;
  /** Told of each reply that repeated what is ours of the prompt, which was withheld. */
  readonly onPromptRepeated?: () => void;
  readonly limits: GenerationLimits;
}

/** Times in milliseconds. */
export interface GenerationLimits {
  readonly leaseMs: number;
  /** A whole job, from when a worker took it; a proof that has begun may take longer. */
  readonly budgetMs: number;
  /** One call to the provider. */
  readonly providerTimeoutMs: number;
  /** A whole job, all its claims together. */
  readonly budgetTokens: number;
  readonly budgetUsd: number;
}
