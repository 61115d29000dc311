import type { PromptLibrary } from "../../patterns/prompt-library.ts";
import type { ProviderErrorKind } from "../../providers/provider.ts";
import { ProviderError } from "../../providers/provider.ts";
import type { Attempt } from "../attempt.ts";
import type { Fault } from "../fault.ts";
import type { GenerationTask } from "../generation-task.ts";
import type { FallbackNode } from "./fallback-content.ts";
import { partialNode } from "./partial-node.ts";
import { templateNode } from "./template-node.ts";

/** Kinds of failure that pass by themselves, and that nobody can mend by configuration or words. */
const outages: ReadonlySet<ProviderErrorKind> = new Set([
  "overloaded",
  "rate_limit",
  "server",
  "timeout",
  "network",
]);

export const isOutage = (fault: Fault): boolean =>
  fault instanceof ProviderError && outages.has(fault.kind);

/**
 * What is stored in the place of a correct node, as far as the request allows it: first the
 * nearest pattern, then a skeleton. Undefined where neither is allowed or nothing is near.
 */
export function fallBack(
  task: GenerationTask,
  attempts: readonly Attempt[],
  services: { readonly library: PromptLibrary },
): FallbackNode | undefined {
  const allowed = task.context.fallback ?? "partial";
  if (allowed === "none") return undefined;
  const failed = attempts.flatMap(({ content }) => (content === undefined ? [] : [content]));
  const partial = partialNode(task, failed, services);
  if (partial !== undefined || allowed === "partial") return partial;
  return templateNode(task, failed.at(-1), services);
}
