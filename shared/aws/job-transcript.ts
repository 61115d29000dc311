import * as z from "zod";
import { AttemptJudgement, AttemptReply, type TranscriptAttempt } from "#schemas/transcript.ts";
import { boundedJudgement, boundedReply } from "../jobs/bound-transcript.ts";
import type { Claim } from "../jobs/job-store.ts";
import { expiryOf } from "./job-items.ts";
import { attemptSort, jobPartition, wholeReplySort } from "./keys.ts";
import { isFitting, jsonText, readItem, SchemaVersion, schemaVersion } from "./stored-item.ts";
import type { TransactWrite } from "./transact.ts";

/** `K#…#reply`: what one attempt asked and was answered, never changed; `W#…`: the same, whole. */
const ReplyItem = z.object({
  schemaVersion: SchemaVersion,
  reply: jsonText(AttemptReply),
  /** There where the text of the reply is not the whole one. */
  cut: z.literal(true).optional(),
});

/** `K#…#judgement`: what became of it, never changed. */
const JudgementItem = z.object({
  schemaVersion: SchemaVersion,
  judgement: jsonText(AttemptJudgement),
});

/** Without a condition of their own: they are in one transaction with their job's. */
export function transcriptWrites(
  TableName: string,
  claim: Claim,
  {
    reply,
    judgement,
  }: { reply?: AttemptReply | undefined; judgement?: AttemptJudgement | undefined },
): Record<string, TransactWrite> {
  const put = (Item: Record<string, unknown>) => ({ Put: { TableName, Item } });
  const whole = reply && wholeReplyItem(claim, reply);
  return {
    ...(reply && { reply: put(replyItem(claim, reply)) }),
    ...(whole && { whole: put(whole) }),
    ...(judgement && { judgement: put(judgementItem(claim, judgement)) }),
  };
}

function replyItem(claim: Claim, reply: AttemptReply) {
  const bounded = boundedReply(reply);
  const cut = bounded.reply === reply.reply ? {} : { cut: true as const };
  return {
    ...itemKey(claim, attemptSort(reply.attempt, "reply"), reply),
    ...z.encode(ReplyItem, { schemaVersion, reply: bounded, ...cut }),
  };
}

/** The text of the reply as it came, beside a prompt that may be cut. */
function wholeReplyItem(claim: Claim, reply: AttemptReply) {
  const bounded = boundedReply(reply);
  if (bounded.reply === reply.reply) return undefined;
  const whole = { ...bounded, prompt: "", reply: reply.reply };
  const item = {
    ...itemKey(claim, wholeReplySort(reply.attempt), reply),
    ...z.encode(ReplyItem, { schemaVersion, reply: whole }),
  };
  return isFitting(item) ? item : undefined;
}

const judgementItem = (claim: Claim, judgement: AttemptJudgement) => ({
  ...itemKey(claim, attemptSort(judgement.attempt, "judgement"), judgement),
  ...z.encode(JudgementItem, { schemaVersion, judgement: boundedJudgement(judgement) }),
});

const itemKey = (
  { tenant, jobId }: Claim,
  sk: string,
  { at }: AttemptReply | AttemptJudgement,
) => ({
  pk: jobPartition(tenant, jobId),
  sk,
  expiresAt: expiryOf(at),
});

/** Items in the order of their keys; a reply whose judgement is not there has none yet. */
export function readAttempts(items: readonly Record<string, unknown>[]): TranscriptAttempt[] {
  const sorts = new Map(items.map((item) => [item.sk, item]));
  return items.flatMap((item) => {
    const sort = String(item.sk);
    if (!sort.endsWith(replyEnd)) return [];
    const judged = sorts.get(sort.slice(0, -replyEnd.length) + judgementEnd);
    const { reply } = readItem(ReplyItem, item);
    if (judged === undefined) return [reply];
    const { attempt: _, ...judgement } = readItem(JudgementItem, judged).judgement;
    return [{ ...reply, judgement }];
  });
}

/** The replies that are there as they came, one an attempt, in order. */
export function readReplies(items: readonly Record<string, unknown>[]): AttemptReply[] {
  const whole = items
    .filter(({ sk }) => !String(sk).endsWith(judgementEnd) && !isOfClaim(String(sk)))
    .map((item) => readItem(ReplyItem, item))
    .filter(({ cut }) => cut === undefined)
    .map(({ reply }) => [reply.attempt, reply] as const);
  return [...new Map(whole).values()].sort((one, other) => one.attempt - other.attempt);
}

/** Keys once named claim and attempt; such a reply may be cut without saying so. */
const isOfClaim = (sort: string) => sort.split("#").length > 3;

const replyEnd = "#reply";
const judgementEnd = "#judgement";
