import type { AttemptJudgement, AttemptReply, TranscriptAttempt } from "#schemas/transcript.ts";
import { boundedJudgement, boundedReply } from "#shared/jobs/bound-transcript.ts";

/** The attempts of one job in memory, for tests. */
export interface MemoryTranscript {
  keep(part: { reply?: AttemptReply | undefined; judgement?: AttemptJudgement | undefined }): void;
  attempts(): readonly TranscriptAttempt[];
  replies(): readonly AttemptReply[];
}

/** As of a stored item. */
const mostBytes = 350 << 10;

export function memoryTranscript(): MemoryTranscript {
  const replies = new Map<number, AttemptReply>();
  const judgements = new Map<number, AttemptJudgement>();
  const inOrder = () => [...replies.values()].sort((one, other) => one.attempt - other.attempt);
  return {
    keep({ reply, judgement }) {
      if (reply) replies.set(reply.attempt, reply);
      if (judgement) judgements.set(judgement.attempt, judgement);
    },
    attempts: () =>
      inOrder()
        .slice(-25)
        .map((whole) => {
          const reply = boundedReply(whole);
          const judged = judgements.get(whole.attempt);
          if (judged === undefined) return reply;
          const { attempt: _, ...judgement } = boundedJudgement(judged);
          return { ...reply, judgement };
        }),
    replies: () =>
      inOrder().filter(({ reply }) => Buffer.byteLength(JSON.stringify(reply)) < mostBytes),
  };
}
