import * as z from "zod";
import { AttemptJudgement, AttemptReply, type TranscriptAttempt } from "#schemas/transcript.ts";
import { boundedJudgement, boundedReply } from "../jobs/bound-transcript.ts";
import type { Claim } from "../jobs/job-store.ts";
import { expiryOf } from "./job-items.ts";
import { attemptSort, jobPartition } from "./keys.ts";
import { jsonText, readItem, SchemaVersion, schemaVersion } from "./stored-item.ts";

/** `K#…#reply`: what one attempt asked and was answered, never changed. */
const ReplyItem = z.object({ schemaVersion: SchemaVersion, reply: jsonText(AttemptReply) });

/** `K#…#judgement`: what became of it, never changed. */
const JudgementItem = z.object({
  schemaVersion: SchemaVersion,
  judgement: jsonText(AttemptJudgement),
});

export const replyItem = (claim: Claim, reply: AttemptReply) => ({
  ...attemptKey(claim, reply, "reply"),
  ...z.encode(ReplyItem, { schemaVersion, reply: boundedReply(reply) }),
});

export const judgementItem = (claim: Claim, judgement: AttemptJudgement) => ({
  ...attemptKey(claim, judgement, "judgement"),
  ...z.encode(JudgementItem, { schemaVersion, judgement: boundedJudgement(judgement) }),
});

const attemptKey = (
  { tenant, jobId, fence }: Claim,
  { attempt, at }: AttemptReply | AttemptJudgement,
  part: "reply" | "judgement",
) => ({
  pk: jobPartition(tenant, jobId),
  sk: attemptSort({ fence, attempt }, part),
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

const replyEnd = "#reply";
const judgementEnd = "#judgement";
