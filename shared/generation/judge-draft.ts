import type { TenantKey } from "#schemas/identifiers.ts";
import type { AttemptVerdict } from "#schemas/job-event.ts";
import type { NodeContent, Verification, Violation, Warning } from "#schemas/node.ts";
import type { NodeDraft } from "#schemas/node-draft.ts";
import { checkNode } from "../checks/index.ts";
import { completeDraft } from "../nodes/derive-node.ts";
import { proveNode } from "../proving/prove-node.ts";
import type { Attempt } from "./attempt.ts";
import { callerTests, mergeTests } from "./caller-tests.ts";
import type { GenerationServices } from "./generation-services.ts";
import type { GenerationTask } from "./generation-task.ts";
import { keepOwnTests } from "./keep-own-tests.ts";
import { keepNodeTests } from "./refine/keep-node-tests.ts";
import { withheldFindings } from "./withhold-prompt.ts";

export interface JudgedDraft {
  readonly content: NodeContent;
  readonly verification: Verification | undefined;
  readonly violations: readonly Violation[];
  readonly warnings: readonly Warning[];
  readonly verdict: AttemptVerdict;
}

export interface JudgeServices extends Pick<GenerationServices, "sandbox" | "clock" | "onFault"> {
  /** Told of what the checks found, before anything is run. */
  readonly onChecked: (violations: readonly Violation[], passes: boolean) => Promise<void>;
}

/**
 * A draft as a whole node, checked and, where the checks pass, proven by its tests and the caller's.
 * @throws AppError `unavailable` when the sandbox cannot be had
 */
export async function judgeDraft(
  input: {
    readonly tenant: TenantKey;
    readonly task: GenerationTask;
    readonly draft: NodeDraft;
    /** What was mended when the reply was read. */
    readonly notes: readonly string[];
    /** The attempt that this one repairs. */
    readonly previous: Attempt | undefined;
  },
  services: JudgeServices,
): Promise<JudgedDraft> {
  const { tenant, task } = input;
  const { content, violations, warnings } = complete(input);
  const passes = violations.every(({ severity }) => severity !== "error");
  await services.onChecked(violations, passes);
  if (!passes) {
    return { content, verification: undefined, violations, warnings, verdict: "faulty" };
  }
  const kept = await keepNodeTests({ tenant, content, current: task.current }, services);
  const proof = await proveNode(
    { tenant, content: kept.content, now: services.clock.now() },
    services,
  );
  return {
    content: kept.content,
    verification: proof.verification,
    violations: [...violations, ...proof.violations],
    warnings: [...warnings, ...kept.warnings, ...proof.warnings],
    verdict: verdictOf(proof.verification),
  };
}

function complete({
  task,
  draft,
  notes,
  previous,
}: Pick<Parameters<typeof judgeDraft>[0], "task" | "draft" | "notes" | "previous">) {
  const completed = completeDraft(draft, { category: task.context.category });
  const callers = callerTests(task.context);
  const own = ownTests(completed.content.tests, previous, callers);
  const content = { ...completed.content, tests: mergeTests(callers, own.tests) };
  return {
    content,
    violations: [...withheldFindings(draft, task), ...completed.violations, ...checkNode(content)],
    warnings: [
      ...completed.warnings,
      ...own.warnings,
      ...[...notes, ...completed.notes].map(mended),
    ],
  };
}

const ownTests = (
  tests: NodeContent["tests"],
  previous: Attempt | undefined,
  callers: NodeContent["tests"],
) =>
  previous?.content === undefined
    ? { tests, warnings: [] }
    : keepOwnTests(previous, callers, tests);

export const mendedCode = "draft-mended";

/** What was changed in the model's reply before it was used: the caller is told, not only we. */
const mended = (note: string): Warning => ({ code: mendedCode, message: note.slice(0, 2_000) });

const verdictOf = ({ status }: Verification): AttemptVerdict =>
  status === "passed" ? "proven" : status === "failed" ? "faulty" : "unproven";
