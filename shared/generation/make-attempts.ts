import { AppError } from "../app-error.ts";
import type { JobRecord } from "../jobs/job-store.ts";
import { type Ask, type Attempt, bestOf, previousOf } from "./attempt.ts";
import { type AttemptContext, attemptContext } from "./attempt-context.ts";
import type { Budget } from "./budget.ts";
import { type Fault, isFault } from "./fault.ts";
import type { GenerationTask } from "./generation-task.ts";
import { nextAsk } from "./next-ask.ts";
import { type AttemptServices, runAttempt } from "./run-attempt.ts";

export interface AttemptsInput {
  readonly job: JobRecord;
  readonly task: GenerationTask;
  readonly budget: Budget;
  /** Epoch milliseconds. */
  readonly deadline: number;
  /** Aborted when somebody else has the job. */
  readonly lost: AbortSignal;
}

/** What was tried, and why it ended before a node was proven, where it did. */
export interface Tried {
  readonly attempts: readonly Attempt[];
  /** Of the last prompt, whether it was sent or not. */
  readonly context: AttemptContext | undefined;
  /** A budget that was not enough for what should have come next. */
  readonly stopped: string | undefined;
  /** What ended it. */
  readonly fault: Fault | undefined;
}

/**
 * Generates, and repairs with what the last attempt got wrong, until a node is proven, the model
 * declines, rounds or budget are spent, or a fault ends it.
 * @throws LeaseLost, or what is a fault of ours
 */
export async function makeAttempts(
  input: AttemptsInput,
  services: AttemptServices,
): Promise<Tried> {
  const attempts: Attempt[] = [];
  let context: AttemptContext | undefined;
  const tried = (why: { stopped?: string; fault?: Fault }): Tried => ({
    attempts,
    context,
    stopped: why.stopped,
    fault: why.fault,
  });
  const first = input.task.current === undefined ? "create" : "refine";
  // Numbers go on where an earlier claim of the job ended, whose replies are told already.
  const before = input.job.generation?.attempts ?? 0;
  try {
    for (;;) {
      const ask = nextAsk(attempts, first);
      if (ask === undefined) return tried({});
      const number = before + attempts.length + 1;
      await services.progress.enter("context", number);
      context = await contextOf(input, ask, services);
      const { totalTokens: promptTokens } = context.report;
      const stopped = input.budget.refusal({ promptTokens, replyTokens: context.replyTokens });
      if (stopped !== undefined) return tried({ stopped });
      const { tenant } = input.job;
      const { task, deadline, lost: signal } = input;
      const turn = { tenant, task, number, ask, context, deadline, signal };
      attempts.push(await runAttempt(turn, services));
    }
  } catch (error) {
    if (input.lost.aborted || !isFault(error)) throw error;
    // The request itself did fit: what was wrong with the last attempt is worth more to be told.
    if (attempts.length > 0 && isTooLarge(error)) return tried({ stopped: nextTooLarge });
    // What was paid for is kept, and the fault is then only told to us.
    if (bestOf(attempts) !== undefined) services.onFault(error);
    return tried({ fault: error });
  }
}

const nextTooLarge = "The language model's window does not hold what another attempt would need.";

const isTooLarge = (fault: Fault): boolean =>
  fault instanceof AppError && fault.code === "payload_too_large";

const contextOf = (
  { job, task }: AttemptsInput,
  { kind, previous, metadata, maxOutputTokens: replyTokens }: Ask,
  services: AttemptServices,
): Promise<AttemptContext> => {
  const { request, context, current } = task;
  const told = previous === undefined ? {} : { previous: previousOf(previous) };
  return attemptContext(
    {
      tenant: job.tenant,
      task: { kind, request, context, current, metadata, ...told },
      except: current === undefined ? undefined : job.nodeId,
      model: services.ledger.provider,
      replyTokens,
    },
    services,
  );
};
