import { AppError } from "../app-error.ts";
import type { JobRecord } from "../jobs/job-store.ts";
import { type Ask, type Attempt, bestOf, previousOf } from "./attempt.ts";
import { type AttemptContext, attemptContext } from "./attempt-context.ts";
import type { Budget } from "./budget.ts";
import { type Fault, isFault } from "./fault.ts";
import type { GenerationTask } from "./generation-task.ts";
import type { KeptReplies } from "./kept-replies.ts";
import { nextAsk } from "./next-ask.ts";
import { type AskedReply, type AttemptServices, askProvider, judgeReply } from "./run-attempt.ts";
import { worstCall } from "./worst-call.ts";

export interface AttemptsInput {
  readonly job: JobRecord;
  readonly task: GenerationTask;
  readonly budget: Budget;
  /** Of earlier claims of the job. */
  readonly kept: KeptReplies;
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
 * declines, rounds or budget are spent, or a fault ends it. Where an earlier claim of the job has
 * its reply already, nobody is asked; it is judged anew.
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
  try {
    for (;;) {
      const ask = nextAsk(attempts, first);
      if (ask === undefined) return tried({});
      const number = attempts.length + 1;
      const onContext = (made: AttemptContext) => {
        context = made;
      };
      const asked =
        (await recall(input, ask, services)) ??
        (await askNext({ ...input, ask, number, onContext }, services));
      if ("stopped" in asked) return tried(asked);
      context = asked.context;
      const { tenant } = input.job;
      attempts.push(await judgeReply({ tenant, task: input.task }, asked, services));
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

async function recall(
  { kept }: AttemptsInput,
  ask: Ask,
  { progress }: AttemptServices,
): Promise<AskedReply | undefined> {
  const asked = kept.next(ask);
  if (asked !== undefined) await progress.enter("parse", asked.number);
  return asked;
}

async function askNext(
  input: AttemptsInput & {
    readonly ask: Ask;
    readonly number: number;
    /** Told of the prompt, whether it is sent or not. */
    readonly onContext: (context: AttemptContext) => void;
  },
  services: AttemptServices,
): Promise<AskedReply | { readonly stopped: string }> {
  const { ask, number, budget, onContext, task, deadline, lost: signal } = input;
  await services.progress.enter("context", number);
  const context = await contextOf(input, ask, services);
  onContext(context);
  const { totalTokens: promptTokens } = context.report;
  const { replyTokens } = context;
  const worst = worstCall(services.ledger.provider, { promptTokens, replyTokens });
  const stopped = budget.refusal(worst);
  if (stopped !== undefined) return { stopped };
  return askProvider({ task, number, ask, context, worst, deadline, signal }, services);
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
