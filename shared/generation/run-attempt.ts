import type { GenerationRequest } from "#schemas/generation.ts";
import type { TenantKey } from "#schemas/identifiers.ts";
import type { NodeContent, TestResult, Verification, Violation, Warning } from "#schemas/node.ts";
import { checkNode } from "../checks/index.ts";
import { completeDraft } from "../nodes/derive-node.ts";
import type { Provider, ProviderReply } from "../providers/provider.ts";
import { judgeWeakness } from "../proving/judge-weakness.ts";
import { prove } from "../proving/prove.ts";
import { callerTests, mergeTests } from "./caller-tests.ts";
import { type BuiltContext, buildContext, type PreviousAttempt } from "./context/build-context.ts";
import { isFault } from "./fault.ts";
import type { GenerationServices } from "./generation-services.ts";
import type { Ledger } from "./ledger.ts";
import { parseReply } from "./parse/parse-reply.ts";
import type { Progress } from "./progress.ts";

export interface AttemptInput {
  readonly tenant: TenantKey;
  readonly request: GenerationRequest;
  /** 1 for the first. */
  readonly number: number;
  readonly previous: PreviousAttempt | undefined;
  readonly maxOutputTokens: number;
  /** Epoch milliseconds. */
  readonly deadline: number;
  readonly signal: AbortSignal;
}

/** What came of one turn: prompt, reply, draft, checks, proof. */
export interface Attempt {
  readonly number: number;
  readonly context: BuiltContext;
  readonly reply: ProviderReply;
  readonly parserLayer: string | undefined;
  readonly content: NodeContent | undefined;
  readonly verification: Verification | undefined;
  /** Errors and warnings of parser, checks and outputs. */
  readonly violations: readonly Violation[];
  readonly warnings: readonly Warning[];
  /**
   * `proven`: no errors, every test passed. `unproven`: no errors, but no test that says so.
   * `faulty`: not to be stored.
   */
  readonly verdict: "proven" | "unproven" | "faulty";
}

export type AttemptServices = Pick<
  GenerationServices,
  "library" | "sandbox" | "clock" | "limits" | "onFault"
> & {
  readonly ledger: Ledger;
  readonly progress: Progress;
};

/** @throws ProviderError, LeaseLost, AppError `unavailable` */
export async function runAttempt(input: AttemptInput, services: AttemptServices): Promise<Attempt> {
  const { progress, library } = services;
  const { request, context: wishes = {} } = input.request;
  const kind = input.previous === undefined ? ("create" as const) : ("repair" as const);
  const task = { kind, request, context: wishes };

  await progress.enter("context", input.number);
  const context = buildContext({ ...task, previous: input.previous }, { library });

  await progress.enter("provider", input.number);
  const reply = await callProvider(input, { ...services, context, task });

  await progress.enter("parse", input.number, services.ledger.report());
  const parsed = parseReply(reply.text, reply.stop);
  const base = { number: input.number, context, reply };
  if (!parsed.ok) return { ...base, ...faulty(parsed.violations), parserLayer: undefined };

  await progress.enter("check", input.number);
  const completed = completeDraft(parsed.draft, { category: wishes.category });
  const tests = mergeTests(callerTests(wishes), completed.content.tests);
  const content = { ...completed.content, tests };
  const violations = [...completed.violations, ...checkNode(content)];
  const notes = [...parsed.notes, ...completed.notes].map(mended);
  const warnings = [...completed.warnings, ...notes];
  const checked = { ...base, content, parserLayer: parsed.layer };
  if (violations.some((violation) => violation.severity === "error")) {
    return { ...checked, ...faulty(violations), content, warnings };
  }

  await progress.enter("prove", input.number);
  const proven = await proveContent(input, content, violations, services);
  return { ...checked, ...proven, warnings: [...warnings, ...proven.warnings] };
}

/** What was changed in the model's reply before it was used: the caller is told, not only we. */
const mended = (note: string): Warning => ({ code: "draft-mended", message: note.slice(0, 2_000) });

const faulty = (violations: readonly Violation[]) => ({
  content: undefined,
  verification: undefined,
  violations,
  warnings: [],
  verdict: "faulty" as const,
});

async function callProvider(
  input: AttemptInput,
  services: AttemptServices & {
    context: BuiltContext;
    task: Parameters<Provider["generate"]>[0]["task"];
  },
): Promise<ProviderReply> {
  const { context, task, ledger, clock, limits } = services;
  const callDeadline = clock.now().getTime() + limits.providerTimeoutMs;
  return ledger.provider.generate(
    {
      system: context.system,
      prompt: context.prompt,
      maxOutputTokens: input.maxOutputTokens,
      task,
    },
    { signal: input.signal, deadline: Math.min(input.deadline, callDeadline) },
  );
}

async function proveContent(
  { tenant }: AttemptInput,
  content: NodeContent,
  violations: readonly Violation[],
  services: AttemptServices,
) {
  const { sandbox, clock } = services;
  const proof = await prove({ tenant, content, now: clock.now() }, { sandbox });
  const { status } = proof.verification;
  const weakness = status === "passed" ? await weaknessOf(tenant, content, services) : undefined;
  return {
    verification: proof.verification,
    violations: [...violations, ...proof.violations],
    warnings: weakness === undefined ? [] : [weakness],
    verdict:
      status === "passed"
        ? ("proven" as const)
        : status === "failed"
          ? ("faulty" as const)
          : ("unproven" as const),
  };
}

/** A node that is proven is not given up because nobody could judge its tests. */
async function weaknessOf(
  tenant: TenantKey,
  content: NodeContent,
  { sandbox, onFault }: AttemptServices,
): Promise<Warning | undefined> {
  try {
    return await judgeWeakness({ tenant, content }, { sandbox });
  } catch (error) {
    if (!isFault(error)) throw error;
    onFault(error);
    return undefined;
  }
}

/** The tests a next attempt must be told of. */
export const failedTests = (attempt: Attempt): TestResult[] =>
  (attempt.verification?.results ?? []).filter((result) => result.outcome === "failed");
