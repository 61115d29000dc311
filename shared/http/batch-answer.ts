import type { AcceptedEntry } from "../jobs/accept-batch.ts";
import { presentJob } from "../jobs/present-job.ts";
import { replayedHeader } from "./idempotency-key.ts";

/** 202 with what became of each request. It is a replay where it made no job that was not there. */
export function batchAnswer(
  entries: readonly AcceptedEntry[],
  presenting: { readonly basePath: string; readonly now: Date },
) {
  const accepted = entries.filter((entry) => "job" in entry);
  const isReplay = accepted.length > 0 && accepted.every(({ replayed }) => replayed);
  const jobs = entries.map((entry) =>
    "job" in entry ? { index: entry.index, job: presentJob(entry.job, presenting) } : entry,
  );
  return { status: 202 as const, headers: isReplay ? replayedHeader : {}, body: { jobs } };
}
