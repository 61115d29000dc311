import type { Timestamp } from "#schemas/identifiers.ts";
import { type JobEventBody, mostToldViolations } from "#schemas/job-event.ts";
import type { TestResult, Violation } from "#schemas/node.ts";
import type { AttemptJudgement, AttemptReply } from "#schemas/transcript.ts";
import type { Attempt } from "./attempt.ts";
import type { AskedReply } from "./run-attempt.ts";
import { totalTokens } from "./spending.ts";

/** That a reply came, as an event. */
export const replyEvent = ({ number, reply }: AskedReply): JobEventBody => ({
  name: "reply",
  data: {
    attempt: number,
    model: reply.model.slice(0, 200),
    stop: reply.stop,
    tokens: totalTokens(reply.usage),
  },
});

/** What was asked and answered, for the transcript. The fixed sections are ours and stay out of it. */
export const transcriptReply = (
  { number, ask, context, reply }: AskedReply,
  { at, provider }: { at: Timestamp; provider: string },
): AttemptReply => ({
  attempt: number,
  kind: ask.kind,
  at,
  provider,
  model: reply.model.slice(0, 200),
  prompt: context.prompt,
  prompt_version: context.promptVersion,
  prompt_hash: context.promptHash,
  sections: [...context.report.sections],
  reply: reply.text,
  stop: reply.stop,
  usage: reply.usage,
  notes: reply.notes.map((note) => note.slice(0, 2_000)),
});

/** What the checks found: counts, and the first findings, errors before warnings. */
export function checkedEvent(number: number, violations: readonly Violation[]): JobEventBody {
  const errors = violations.filter(({ severity }) => severity === "error");
  const warnings = violations.filter(({ severity }) => severity === "warning");
  return {
    name: "checked",
    data: {
      attempt: number,
      errors: errors.length,
      warnings: warnings.length,
      violations: [...errors, ...warnings]
        .slice(0, mostToldViolations)
        .map(({ rule, severity, where, message }) => ({
          rule,
          severity,
          where: where.slice(0, 200),
          message: message.slice(0, 300),
        })),
    },
  };
}

const testedEvent = (number: number, { name, outcome, message }: TestResult): JobEventBody => ({
  name: "tested",
  data: {
    attempt: number,
    test: name,
    outcome,
    ...(message !== undefined && { message: message.slice(0, 500) }),
  },
});

/** How the tests ended and what became of the attempt. */
export const endEvents = ({ number, verification, verdict }: Attempt): JobEventBody[] => [
  ...(verification?.results ?? []).map((result) => testedEvent(number, result)),
  { name: "attempt", data: { attempt: number, verdict } },
];

export const judgementOf = (attempt: Attempt, at: Timestamp): AttemptJudgement => ({
  attempt: attempt.number,
  at,
  ...(attempt.parserLayer !== undefined && { parser_layer: attempt.parserLayer }),
  violations: [...attempt.violations],
  results: [...(attempt.verification?.results ?? [])],
  verdict: attempt.verdict,
});
