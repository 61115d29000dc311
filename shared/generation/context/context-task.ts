import type { GenerationContext } from "#schemas/generation.ts";
import type { JsonSchema } from "#schemas/json.ts";
import type { NodeContent, TestResult, Violation } from "#schemas/node.ts";
import type { AttemptKind } from "#schemas/transcript.ts";

/** What the last attempt gave, and what was wrong with it. */
export interface PreviousAttempt {
  /** The reply as it came. */
  readonly reply: string;
  /** Undefined where the reply held no node. */
  readonly content: NodeContent | undefined;
  readonly violations: readonly Violation[];
  readonly failedTests: readonly TestResult[];
}

/**
 * What one attempt asks for. `kind` chooses the format of the reply: one JSON object for
 * `strict-json`, one js block for `code-only`, else two blocks. The other members say what is shown,
 * whatever the kind: a repair of a refinement has both `current` and `previous`.
 */
export interface ContextTask {
  readonly kind: AttemptKind;
  /** The request, or with `current` the feedback on it. */
  readonly request: string;
  readonly context: GenerationContext;
  /** The last attempt at this, where it was not accepted. Needed by `repair`. */
  readonly previous?: PreviousAttempt | undefined;
  /** The node that is to be changed. Needed by `refine`. */
  readonly current?: NodeContent | undefined;
  /** What an earlier reply said of the node: kept, only the code is asked for. Needed by `code-only`. */
  readonly metadata?: NodeMetadata | undefined;
}

/** A second attempt needs what was wrong, and settled metadata leaves nothing to follow. */
export const takesReferences = ({ kind, previous, context }: ContextTask): boolean =>
  kind !== "repair" &&
  kind !== "code-only" &&
  previous === undefined &&
  context.references !== false;

/** A draft or a node, with or without its code, which is not shown. */
export type NodeMetadata = Readonly<Record<string, unknown>>;

/** An earlier, verified node of the same tenant, best first. */
export interface Reference {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly input_schema: JsonSchema;
  readonly output_schema: JsonSchema;
  readonly execution_code: string;
}
