import { randomUUID } from "node:crypto";
import type { GenerationReport, GenerationRequest } from "#schemas/generation.ts";
import { JobId, type TenantKey } from "#schemas/identifiers.ts";
import type { AttemptJudgement, AttemptReply } from "#schemas/transcript.ts";
import type { AcceptTerms } from "#shared/jobs/accept-terms.ts";
import type { JobRecord, ProviderCall } from "#shared/jobs/job-store.ts";
import { instant, newNodeId } from "./node-samples.ts";

/** Stored jobs for the tests of stores. */

export const newJobId = () => JobId.parse(randomUUID());

/** A job as it is accepted at second 0, first due at second 60. */
export const acceptedJob = (tenant: TenantKey, changes: Partial<JobRecord> = {}): JobRecord => ({
  tenant,
  id: newJobId(),
  nodeId: newNodeId(),
  subject: "ada",
  ticketKey: "k".repeat(43),
  status: "queued",
  stage: "queued",
  attempt: 0,
  seq: 0,
  fence: 0,
  dueAt: instant(60),
  created_at: instant(0),
  updated_at: instant(0),
  ...changes,
});

/** The day of all instants of the samples, and what each sample sets aside of it. */
export const sampleDay = instant(0).slice(0, 10);
export const reserved = (microUsd: number, day = sampleDay) => ({ reserved: { day, microUsd } });

/** Terms that hold of any job. */
export const anyTerms: AcceptTerms = { mostInFlight: 1_000, mostMicroUsdADay: 1_000_000_000 };

export const sampleRequest: GenerationRequest = {
  request: "Convert CSV text to JSON",
  context: { examples: [{ inputs: { "": 1e300 }, output: null }] },
};

export const sampleReport: GenerationReport = {
  model_used: "mock",
  tokens_used: 12,
  generation_time_ms: 34,
  cost_usd: 0.000_001,
  attempts: 1,
};

/** A call that takes at most 300 tokens and 2,000 millionths of a dollar. */
export const sampleCall = (changes: Partial<ProviderCall> = {}): ProviderCall => ({
  attempt: 1,
  provider: "claude",
  model: "a-model",
  tokens: { input: 100, output: 200 },
  microUsd: 2_000,
  ...changes,
});

export const sampleReply = (changes: Partial<AttemptReply> = {}): AttemptReply => ({
  attempt: 1,
  kind: "create",
  at: instant(2),
  provider: "claude",
  model: "a-model",
  prompt: "Convert CSV text to JSON",
  prompt_version: "v1",
  prompt_hash: "0".repeat(64),
  sections: [{ name: "patterns", tokens: 12, included: ["csv-to-json"], dropped: [] }],
  reply: "```json\n{}\n```",
  stop: "complete",
  usage: { input: 1, cached: 2, output: 3, reasoning: 4 },
  notes: ["temperature was left out"],
  ...changes,
});

export const sampleJudgement = (changes: Partial<AttemptJudgement> = {}): AttemptJudgement => ({
  attempt: 1,
  at: instant(3),
  parser_layer: "two-part",
  violations: [
    { rule: "no-eval", severity: "error", where: "line 1:1", message: "uses eval", hint: "do not" },
  ],
  results: [
    { name: "adds", outcome: "failed", duration_ms: 1.5, expected: { a: 1 }, actual: null },
  ],
  verdict: "faulty",
  ...changes,
});
