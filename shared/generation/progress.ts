import type { GenerationReport } from "#schemas/generation.ts";
import type { JobEventBody } from "#schemas/job-event.ts";
import type { JobStage } from "#schemas/job-stage.ts";
import type { AttemptJudgement, AttemptReply } from "#schemas/transcript.ts";
import { type Clock, timestamp } from "../clock.ts";
import type { Claim, JobStore, ProviderCall } from "../jobs/job-store.ts";

/** What a step carries beside its stage. */
export interface Told {
  /** What happened before the stage began, in order. */
  readonly events?: readonly JobEventBody[];
  readonly reply?: AttemptReply | undefined;
  readonly judgement?: AttemptJudgement | undefined;
  /** What was spent so far, where that has changed. */
  readonly generation?: GenerationReport | undefined;
  /** The call that is made now; null where it has ended. */
  readonly call?: ProviderCall | null | undefined;
}

/** Tells how a job stands, and measures how long each stage took. */
export interface Progress {
  /** With all that was kept for this step. @throws LeaseLost */
  enter(stage: JobStage, attempt: number, told?: Told): Promise<void>;
  /** Keeps for the next step what is no step of its own. */
  keep(told: Kept): void;
  /** Writes what was kept where no other step will carry it. @throws LeaseLost */
  flush(): Promise<void>;
  /** Milliseconds spent in each stage by this claim so far, attempts added up. */
  durations(): Record<string, number>;
}

type Kept = Pick<Told, "events" | "judgement" | "call">;

/** What one step may tell. */
const mostEvents = 60;

export function trackProgress(
  claim: Claim,
  { jobs, clock }: { jobs: Pick<JobStore, "advance">; clock: Clock },
): Progress {
  const stopwatch = stageStopwatch(clock);
  let at: { stage: JobStage; attempt: number } | undefined;
  let kept: Kept = {};
  const step = async (events: readonly JobEventBody[], told: Told) => {
    if (at === undefined) return;
    const { reply, judgement = kept.judgement, generation, call = kept.call } = told;
    kept = {};
    await jobs.advance(claim, {
      ...at,
      now: timestamp(clock.now()),
      events: events.slice(-mostEvents),
      ...(reply !== undefined && { reply }),
      ...(judgement !== undefined && { judgement }),
      ...(generation !== undefined && { generation }),
      ...(call !== undefined && { call }),
    });
  };
  return {
    async enter(stage, attempt, told = {}) {
      stopwatch.start(stage);
      at = { stage, attempt };
      const began: JobEventBody = { name: "stage", data: at };
      const events = [...(kept.events ?? []), ...(told.events ?? []), began];
      await step(events, told);
    },
    keep({ events = [], ...told }) {
      kept = { ...kept, ...told, events: [...(kept.events ?? []), ...events] };
    },
    async flush() {
      const { events = [] } = kept;
      if (events.length > 0) await step(events, {});
    },
    durations: stopwatch.durations,
  };
}

function stageStopwatch(clock: Clock) {
  const spent: Record<string, number> = {};
  let current: { stage: JobStage; since: number } | undefined;
  const lap = () => {
    const now = clock.now().getTime();
    if (current === undefined) return now;
    spent[current.stage] = (spent[current.stage] ?? 0) + now - current.since;
    current = { ...current, since: now };
    return now;
  };
  return {
    start(stage: JobStage) {
      current = { stage, since: lap() };
    },
    durations() {
      lap();
      return { ...spent };
    },
  };
}
