import type { GenerationContext } from "#schemas/generation.ts";
import type { JsonSchema } from "#schemas/json.ts";
import type { NodeContent, TestResult, Violation } from "#schemas/node.ts";

/** What the last attempt gave, and what was wrong with it. */
export interface PreviousAttempt {
  /** The reply as it came. */
  readonly reply: string;
  /** Undefined where the reply held no node. */
  readonly content: NodeContent | undefined;
  readonly violations: readonly Violation[];
  readonly failedTests: readonly TestResult[];
}

export interface ContextTask {
  readonly kind: "create" | "repair";
  readonly request: string;
  readonly context: GenerationContext;
  readonly previous?: PreviousAttempt | undefined;
}

/** An earlier, verified node of the same tenant, best first. */
export interface Reference {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly input_schema: JsonSchema;
  readonly output_schema: JsonSchema;
  readonly execution_code: string;
}
