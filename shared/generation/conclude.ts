import type { JobError } from "#schemas/job.ts";
import type { Provenance, Warning } from "#schemas/node.ts";
import type { Clock } from "../clock.ts";
import type { JobRecord } from "../jobs/job-store.ts";
import { firstVersion } from "../nodes/next-version.ts";
import type { NodeWrite } from "../nodes/node-store.ts";
import { detailsOf, warningOf } from "../nodes/violation-details.ts";
import type { Ledger } from "./ledger.ts";
import { type Attempt, failedTests } from "./run-attempt.ts";

interface Concluding {
  readonly job: JobRecord;
  readonly ledger: Ledger;
  readonly durations: Readonly<Record<string, number>>;
}

/** Of the claim that made the node; what earlier claims of the job took is in its report only. */
function provenanceOf(chosen: Attempt, { job, ledger, durations }: Concluding): Provenance {
  return {
    provider: ledger.provider.name,
    model: chosen.reply.model,
    prompt_version: chosen.context.promptVersion,
    prompt_hash: chosen.context.promptHash,
    pattern_ids: [...chosen.context.patternIds],
    reference_ids: [...chosen.context.referenceIds],
    attempts: ledger.replies(),
    strategy: chosen.number === 1 ? "model" : "repair",
    tokens: ledger.usage(),
    cost_usd: ledger.cost(),
    durations_ms: { ...durations },
    ...(chosen.parserLayer === undefined ? {} : { parser_layer: chosen.parserLayer }),
    job_id: job.id,
  };
}

/** The write that stores the chosen attempt, or undefined where it holds nothing to store. */
export function nodeOf(
  chosen: Attempt,
  concluding: Concluding,
  { clock }: { clock: Clock },
): NodeWrite | undefined {
  const { content, verification } = chosen;
  if (content === undefined || verification === undefined) return undefined;
  return firstVersion(
    {
      id: concluding.job.nodeId,
      caller: { subject: concluding.job.subject },
      content: {
        ...content,
        provenance: provenanceOf(chosen, concluding),
        warnings: warningsOf(chosen),
      },
      verification,
      changeDescription: "Initial version",
      action: "generated",
    },
    { clock },
  );
}

function warningsOf(chosen: Attempt): Warning[] {
  const findings = chosen.violations.map(warningOf);
  const notes = chosen.reply.notes.map((note) => ({ code: "provider-note", message: note }));
  const unproven =
    chosen.verdict === "unproven"
      ? [{ code: "tests-unverified", message: "No test shows that the node works." }]
      : [];
  return [...chosen.warnings, ...unproven, ...findings, ...notes].slice(0, 50);
}

/** Why no attempt could be stored: every violation and failed test of the last one. */
export function failureOf(attempts: readonly Attempt[]): JobError {
  const last = attempts.at(-1);
  const violations = detailsOf(last?.violations ?? []);
  const tests = (last === undefined ? [] : failedTests(last)).map((test) => ({
    path: `tests.${test.name}`,
    code: "test-failed",
    message: (test.message ?? "the test failed").slice(0, 2_000),
  }));
  return {
    code: "generation_failed",
    detail: `No correct node came of ${attempts.length} attempts; the errors are those of the last one.`,
    errors: [...violations, ...tests].slice(0, 50),
  };
}
