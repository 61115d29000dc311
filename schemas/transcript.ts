import * as z from "zod";
import { Hash, JobId, Timestamp } from "./identifiers.ts";
import { AttemptVerdict } from "./job-event.ts";
import { TestResult, TokenUsage, Violation } from "./node.ts";

/**
 * How an attempt asked: for a whole node, for one that is mended, for the next version of a node,
 * for a whole node as strict JSON, or for its code alone.
 */
export const AttemptKind = z.enum(["create", "repair", "refine", "strict-json", "code-only"]);
export type AttemptKind = z.infer<typeof AttemptKind>;

export const SectionReport = z.strictObject({
  name: z.string().max(50),
  tokens: z.int(),
  included: z.array(z.string()).describe("Ids of the items in it"),
  shortened: z.array(z.string()).optional().describe("Ids of those that are in it in part only"),
  dropped: z.array(z.string()).describe("Ids of what did not fit"),
});
export type SectionReport = z.infer<typeof SectionReport>;

/** What was asked and answered: stored as soon as it is there, since it was paid for. */
export const AttemptReply = z.strictObject({
  attempt: z.int(),
  kind: AttemptKind,
  at: Timestamp,
  provider: z.string().max(50),
  model: z.string().max(200),
  prompt: z.string().describe("Without the fixed sections, which are ours"),
  prompt_version: z.string().max(50),
  prompt_hash: Hash,
  sections: z.array(SectionReport),
  reply: z.string(),
  stop: z.string().max(50),
  usage: TokenUsage,
  notes: z.array(z.string().max(2_000)),
});
export type AttemptReply = z.infer<typeof AttemptReply>;

/** What became of it. */
export const AttemptJudgement = z.strictObject({
  attempt: z.int(),
  at: Timestamp,
  parser_layer: z.string().max(50).optional(),
  violations: z.array(Violation),
  results: z.array(TestResult),
  verdict: AttemptVerdict,
});
export type AttemptJudgement = z.infer<typeof AttemptJudgement>;

export const TranscriptAttempt = AttemptReply.extend({
  judgement: AttemptJudgement.omit({ attempt: true }).optional(),
}).meta({ id: "TranscriptAttempt" });
export type TranscriptAttempt = z.infer<typeof TranscriptAttempt>;

/** What a job's model was asked and what it answered, attempt by attempt; kept as long as the job. */
export const Transcript = z
  .strictObject({ job: JobId, attempts: z.array(TranscriptAttempt) })
  .meta({ id: "Transcript" });
export type Transcript = z.infer<typeof Transcript>;
