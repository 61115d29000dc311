import type { GenerationReport } from "#schemas/generation.ts";
import type { JobStage } from "#schemas/job-stage.ts";
import { type Clock, timestamp } from "../clock.ts";
import type { Claim, JobStore } from "../jobs/job-store.ts";

/** Tells how a job stands, and measures how long each stage took. */
export interface Progress {
  /** With what was spent so far, where that has changed. @throws LeaseLost */
  enter(stage: JobStage, attempt: number, generation?: GenerationReport): Promise<void>;
  /** Milliseconds spent in each stage by this claim so far, attempts added up. */
  durations(): Record<string, number>;
}

export function trackProgress(
  claim: Claim,
  { jobs, clock }: { jobs: Pick<JobStore, "advance">; clock: Clock },
): Progress {
  const spent: Record<string, number> = {};
  let current: { stage: JobStage; since: number } | undefined;
  const close = () => {
    if (current === undefined) return;
    const passed = clock.now().getTime() - current.since;
    spent[current.stage] = (spent[current.stage] ?? 0) + passed;
  };
  return {
    async enter(stage, attempt, generation) {
      close();
      const now = clock.now();
      current = { stage, since: now.getTime() };
      await jobs.advance(claim, {
        stage,
        attempt,
        now: timestamp(now),
        events: [{ name: "stage", data: { stage, attempt } }],
        ...(generation !== undefined && { generation }),
      });
    },
    durations() {
      close();
      if (current !== undefined) current = { ...current, since: clock.now().getTime() };
      return { ...spent };
    },
  };
}
