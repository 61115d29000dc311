import type { NodeContent, Warning } from "#schemas/node.ts";
import { checkNode } from "../../checks/index.ts";
import { completeDraft } from "../../nodes/derive-node.ts";
import { warningOf } from "../../nodes/violation-details.ts";
import { matchPatterns, type PatternMatch } from "../../patterns/match-patterns.ts";
import type { PromptLibrary } from "../../patterns/prompt-library.ts";
import { callerTests } from "../caller-tests.ts";
import type { GenerationTask } from "../generation-task.ts";
import { completionGuide, type FallbackNode } from "./fallback-content.ts";
import { isSameCode } from "./is-same-code.ts";

/** What is said better by the status of the node. */
const testSetRules: ReadonlySet<string> = new Set([
  "too-few-tests",
  "no-bad-input-test",
  "no-http-script",
]);

/**
 * The stored pattern nearest to a request, as a simpler node that works: undefined where none is
 * near, or where the nearest is what an attempt was that failed (`failed`): it is known to be wrong,
 * and those further off are no better. Its own tests are left out: they are not of this request, and would call it proven as soon
 * as somebody ran them. The caller's are kept.
 */
export function partialNode(
  task: GenerationTask,
  failed: readonly NodeContent[],
  { library }: { library: PromptLibrary },
): FallbackNode | undefined {
  for (const match of matchPatterns(library, task.request)) {
    const { code } = match.pattern;
    if (failed.some(({ execution_code: made }) => isSameCode(made, code))) return undefined;
    const content = contentOf(match, task);
    const violations = checkNode(content);
    if (violations.some(({ severity }) => severity === "error")) continue;
    const findings = violations.filter(({ rule }) => !testSetRules.has(rule)).map(warningOf);
    return {
      strategy: "partial",
      content,
      warnings: [...warningsOf(match, task), ...findings],
      patternIds: [match.pattern.id],
    };
  }
  return undefined;
}

function contentOf({ pattern }: PatternMatch, { context }: GenerationTask): NodeContent {
  const draft = { ...pattern.node, tests: [], execution_code: pattern.code };
  const { content } = completeDraft(draft, { category: context.category });
  return { ...content, tests: callerTests(context) };
}

function warningsOf(match: PatternMatch, task: GenerationTask): Warning[] {
  const { name, node } = match.pattern;
  const missing = missingOf(match, task);
  return [
    {
      code: "partial-result",
      message: `This is the stored pattern "${name}", a simpler node near to the request and not written for it: ${node.description}`,
    },
    { code: "partial-missing", message: missing },
    completionGuide({
      request: task.request,
      missing,
      next: "refine this node with feedback that names what is missing, best with an example of inputs and output, or generate again in other words.",
    }),
  ];
}

function missingOf({ foreign, pattern }: PatternMatch, { context }: GenerationTask): string {
  const words = foreign.slice(0, 12).map((word) => JSON.stringify(word.slice(0, 40)));
  const unknown =
    words.length === 0
      ? "it does only what its description says; whether that is all that was asked, nothing shows."
      : `it knows nothing of ${words.join(", ")}.`;
  const ports = Object.keys(Object(pattern.node.output_schema.properties)).slice(0, 12);
  const outputs = `It returns ${ports.join(", ")}.`;
  const tests = callerTests(context).length;
  return `${unknown} ${outputs}${tests === 0 ? "" : ` It was not run against the ${tests} tests and examples of the request.`}`;
}
