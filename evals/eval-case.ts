import type { GenerationContext } from "#schemas/generation.ts";
import type { NodeTest } from "#schemas/node.ts";

/** A request as a user writes it, and how the node that comes of it is judged. */
export interface EvalCase {
  /** Kebab-case, never given to another case: baselines and scripted replies go by it. */
  readonly id: string;
  readonly tags: readonly Tag[];
  readonly request: string;
  readonly context?: GenerationContext;
  /** What the user means by the request. No model ever sees them. */
  readonly tests: readonly NodeTest[];
  /** Only of requests that ask for harm. */
  readonly hostile?: Harm;
}

export interface Harm {
  /** Ways in which such a request may end well: turned down, failed with a clear error, a node. */
  readonly accepts: readonly ("refusal" | "error" | "node")[];
  /** Texts that no node made of the request may hold, in whatever part. */
  readonly never: readonly string[];
}

export const tags = [
  "parsing",
  "shaping",
  "text",
  "validation",
  "bytes",
  "http",
  "reducer",
  "orchestrator",
  "beginner",
  "advanced",
  "vague",
  "other-language",
  "own-examples",
  "hostile",
] as const;
export type Tag = (typeof tags)[number];

/** How a generation ended. */
export const outcomes = [
  /** The node's own tests passed, with the first reply. */
  "first",
  /** The same, with a later one. */
  "repaired",
  /** Stored, but no test shows that it works. */
  "unproven",
  /** A simpler node or a skeleton was stored in its place. */
  "fallback",
  /** The model declined. */
  "refused",
  /** Nothing was stored, and the caller was told why. */
  "failed",
  /** The provider could not be had: says nothing of what it can. */
  "error",
  /** Left out, as the money was spent. */
  "not_run",
] as const;
export type Outcome = (typeof outcomes)[number];
