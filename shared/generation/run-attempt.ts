import type { TenantKey } from "#schemas/identifiers.ts";
import { timestamp } from "../clock.ts";
import type { PromptLibrary } from "../patterns/prompt-library.ts";
import type { ProviderReply } from "../providers/provider.ts";
import type { Ask, Attempt } from "./attempt.ts";
import type { AttemptContext } from "./attempt-context.ts";
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

export interface AttemptInput {
  readonly tenant: TenantKey;
  readonly task: GenerationTask;
  readonly number: number;
  readonly ask: Ask;
  readonly context: AttemptContext;
  /** Epoch milliseconds. */
  readonly deadline: number;
  readonly signal: AbortSignal;
}

/** An attempt whose reply is there. */
export type AskedReply = Pick<Attempt, "number" | "ask" | "context" | "reply">;

export type AttemptServices = Pick<
  GenerationServices,
  "sandbox" | "clock" | "limits" | "onFault" | "references" | "calibration" | "window"
> & {
  readonly library: PromptLibrary;
  readonly ledger: Ledger;
  readonly progress: Progress;
};

/**
 * Asks once, and judges what came. How it ended is kept for the next step to tell.
 * @throws ProviderError, LeaseLost, AppError `unavailable`
 */
export async function runAttempt(input: AttemptInput, services: AttemptServices): Promise<Attempt> {
  const { number, ask, context } = input;
  const { progress, ledger, clock, calibration } = services;
  await progress.enter("provider", number);
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
  });
  const attempt = await judgeReply(input, asked, services);
  const judgement = judgementOf(attempt, timestamp(clock.now()));
  progress.keep({ events: endEvents(attempt), judgement });
  return attempt;
}

const answererOf = ({ answeredBy }: ProviderReply, { provider }: Ledger) => answeredBy ?? provider;

async function callProvider(
  { task, ask, context, deadline, signal }: AttemptInput,
  { ledger, clock, limits }: AttemptServices,
): Promise<ProviderReply> {
  const callDeadline = clock.now().getTime() + limits.providerTimeoutMs;
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
  return { ...reply, text: withholdPrompt(reply.text, context.system) };
}

async function judgeReply(
  { tenant, task, number, ask }: AttemptInput,
  asked: AskedReply,
  services: AttemptServices,
): Promise<Attempt> {
  const { progress } = services;
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
