import type { TenantKey } from "#schemas/identifiers.ts";
import { timestamp } from "../clock.ts";
import type { PromptLibrary } from "../patterns/prompt-library.ts";
import type { ProviderReply } from "../providers/provider.ts";
import type { Ask, Attempt } from "./attempt.ts";
import type { AttemptContext } from "./attempt-context.ts";
import { mayHaveBeenPaid } from "./fault.ts";
import type { GenerationServices } from "./generation-services.ts";
import type { GenerationTask } from "./generation-task.ts";
import { judgeDraft } from "./judge-draft.ts";
import type { Ledger } from "./ledger.ts";
import { readChangeDescription } from "./parse/change-description.ts";
import type { Progress } from "./progress.ts";
import { type ReadReply, readReply } from "./read-reply.ts";
import { strictFormat } from "./strict-format.ts";
import {
  checkedEvent,
  endEvents,
  judgementOf,
  replyEvent,
  transcriptReply,
} from "./tell-attempt.ts";
import { withholdPrompt } from "./withhold-prompt.ts";
import type { WorstCall } from "./worst-call.ts";

export interface AttemptInput {
  readonly task: GenerationTask;
  readonly number: number;
  readonly ask: Ask;
  readonly context: AttemptContext;
  /** The most that the call can take. */
  readonly worst: WorstCall;
  /** Epoch milliseconds. */
  readonly deadline: number;
  readonly signal: AbortSignal;
}

interface JudgeInput extends Pick<AttemptInput, "task"> {
  readonly tenant: TenantKey;
}

/** An attempt whose reply is there. */
export interface AskedReply extends Pick<Attempt, "number" | "ask" | "reply"> {
  readonly context: AttemptContext;
}

export type AttemptServices = Pick<
  GenerationServices,
  | "sandbox"
  | "clock"
  | "limits"
  | "onFault"
  | "references"
  | "calibration"
  | "window"
  | "onPromptRepeated"
> & {
  readonly library: PromptLibrary;
  readonly ledger: Ledger;
  readonly progress: Progress;
};

/**
 * Asks once. What the call can take at most is written before it is made, and what it took with its
 * reply, so that no call is forgotten, wherever a worker dies.
 * @throws ProviderError, LeaseLost
 */
export async function askProvider(
  input: AttemptInput,
  services: AttemptServices,
): Promise<AskedReply> {
  const { number, ask, context, worst } = input;
  const { progress, ledger, clock, calibration } = services;
  await progress.enter("provider", number, { call: { ...worst, attempt: number } });
  const asked = { number, ask, context, reply: await callProvider(input, services) };
  calibration.learn(answererOf(asked.reply, ledger), context.report, asked.reply.usage);
  const at = timestamp(clock.now());
  await progress.enter("parse", number, {
    events: [replyEvent(asked)],
    reply: transcriptReply(asked, {
      at,
      provider: answererOf(asked.reply, ledger).name,
    }),
    generation: ledger.report(),
    call: null,
  });
  return asked;
}

/**
 * Judges a reply, whoever asked for it. How it ended is kept for the next step to tell.
 * @throws LeaseLost, AppError `unavailable`
 */
export async function judgeReply(
  input: JudgeInput,
  asked: AskedReply,
  services: AttemptServices,
): Promise<Attempt> {
  const { progress, clock } = services;
  const attempt = await attemptOf(input, asked, services);
  const judgement = judgementOf(attempt, timestamp(clock.now()));
  progress.keep({ events: endEvents(attempt), judgement });
  return attempt;
}

const answererOf = ({ answeredBy }: ProviderReply, { provider }: Ledger) => answeredBy ?? provider;

async function callProvider(
  { task, ask, context, worst, deadline, signal }: AttemptInput,
  { ledger, progress, clock, limits, onPromptRepeated }: AttemptServices,
): Promise<ProviderReply> {
  const callDeadline = clock.now().getTime() + limits.providerTimeoutMs;
  try {
    const reply = await ledger.provider.generate(
      {
        system: context.system,
        prompt: context.prompt,
        maxOutputTokens: context.replyTokens,
        task: { kind: ask.kind, request: task.request, context: task.context },
        ...(ask.kind === "strict-json" && { responseFormat: strictFormat }),
      },
      { signal, deadline: Math.min(deadline, callDeadline) },
    );
    const text = withholdPrompt(reply.text, context.system);
    if (text !== reply.text) onPromptRepeated?.();
    return { ...reply, text };
  } catch (error) {
    if (mayHaveBeenPaid(error)) ledger.enterUnknown(worst);
    progress.keep({ call: null });
    throw error;
  }
}

async function attemptOf(
  { tenant, task }: JudgeInput,
  asked: AskedReply,
  services: AttemptServices,
): Promise<Attempt> {
  const { progress } = services;
  const { number, ask } = asked;
  const read = readReply(asked.reply, ask, task.current);
  if (!read.ok) return unreadAttempt(asked, read);
  await progress.enter("check", number);
  const { draft, layer, notes } = read;
  const judged = await judgeDraft(
    { tenant, task, draft, notes, previous: ask.previous },
    {
      ...services,
      async onChecked(violations, passes) {
        progress.keep({ events: [checkedEvent(number, violations)] });
        if (passes) await progress.enter("prove", number);
      },
    },
  );
  const changeDescription =
    task.current === undefined ? undefined : readChangeDescription(asked.reply.text);
  return { ...asked, ...judged, parserLayer: layer, unread: undefined, changeDescription };
}

const unreadAttempt = (
  asked: AskedReply,
  { unread, violations }: Extract<ReadReply, { ok: false }>,
): Attempt => ({
  ...asked,
  parserLayer: undefined,
  unread,
  content: undefined,
  verification: undefined,
  violations,
  warnings: [],
  changeDescription: undefined,
  verdict: unread.reason === "refusal" ? "refused" : "faulty",
});
