import type { JobEvent, JobStage } from "#schemas/job.ts";
import type { JsonObject } from "#schemas/json.ts";
import { type Clock, timestamp } from "../clock.ts";
import type { Claim, JobStore } from "../jobs/job-store.ts";

/** Tells how a job stands, and measures how long each stage took. */
export interface Progress {
  /** @throws LeaseLost */
  enter(stage: JobStage, attempt: number, data?: JsonObject): Promise<void>;
  /** Milliseconds spent in each stage so far, attempts added up. */
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
    async enter(stage, attempt, data = {}) {
      close();
      const now = clock.now();
      current = { stage, since: now.getTime() };
      const event: Pick<JobEvent, "name" | "data"> = { name: "stage", data: { stage, ...data } };
      await jobs.advance(claim, { stage, attempt, now: timestamp(now), event });
    },
    durations() {
      close();
      if (current !== undefined) current = { ...current, since: clock.now().getTime() };
      return { ...spent };
    },
  };
}
