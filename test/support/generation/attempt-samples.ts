import type { NodeContent, NodeTest } from "#schemas/node.ts";
import type { Attempt } from "#shared/generation/attempt.ts";
import { previousContent } from "../context/previous-attempt.ts";

/** An attempt whose node is right, proven by its tests; changed as a test needs it. */
export function anAttempt(changes: Partial<Attempt> = {}): Attempt {
  const content = changes.content ?? previousContent;
  return {
    number: 1,
    ask: { kind: "create", maxOutputTokens: 1_000 },
    context: {
      system: "",
      prompt: "",
      promptVersion: "v1",
      promptHash: "0".repeat(64),
      patternIds: [],
      referenceIds: [],
      report: { sections: [], totalTokens: 0, tokenFactor: 1 },
    },
    reply: {
      text: `reply ${changes.number ?? 1}`,
      stop: "complete",
      rawStop: "end_turn",
      usage: { input: 1, cached: 0, output: 1, reasoning: 0 },
      model: "a-model",
      notes: [],
    },
    parserLayer: "fences",
    unread: undefined,
    content,
    verification: {
      status: "passed",
      passed: content.tests.length,
      failed: 0,
      results: [],
      ran_at: null,
    },
    violations: [],
    warnings: [],
    changeDescription: undefined,
    verdict: "proven",
    ...changes,
  };
}

export const withTests = (tests: readonly NodeTest[]): NodeContent => ({
  ...previousContent,
  tests: [...tests],
});
