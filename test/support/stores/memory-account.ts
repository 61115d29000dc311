import type { Hash, JobId, TenantKey, Timestamp } from "#schemas/identifiers.ts";
import type { DayUsage } from "#schemas/usage.ts";
import type { Clock } from "#shared/clock.ts";
import {
  type IdempotencyClaim,
  type IdempotencyRecord,
  type IdempotencyStore,
  type IdempotentResult,
  idempotencyHours,
} from "#shared/idempotency/idempotency.ts";
import type { AcceptOutcome, AcceptTerms } from "#shared/jobs/accept-terms.ts";
import type { JobRecord } from "#shared/jobs/job-store.ts";
import { reservationOf, type Settlement } from "#shared/usage/settlement.ts";
import type { UsageStore } from "#shared/usage/usage-store.ts";

interface MemoryDay {
  committed: number;
  spent: number;
  readonly settled: Settlement[];
  readonly runs: { readonly count: number; readonly cpuMs: number }[];
}

interface Kept {
  readonly result: IdempotentResult;
  readonly now: Timestamp;
}

export interface MemoryAccount {
  readonly usage: UsageStore;
  readonly idempotency: IdempotencyStore;
  /** Takes what a job needs, or says why not, having taken nothing. */
  take(job: JobRecord, terms: AcceptTerms): AcceptOutcome;
  isTaken(tenant: TenantKey, claim: IdempotencyClaim, now: Timestamp): boolean;
  /** Keeps what a key stands for; false, having kept nothing, where it stands for something. */
  keep(tenant: TenantKey, claim: IdempotencyClaim, made: Kept): boolean;
  settle(job: Pick<JobRecord, "tenant" | "id">, settlement: Settlement): void;
}

/** Keys, places and money in memory, for tests. */
export function memoryAccount({
  clock = { now: () => new Date(0) },
}: {
  clock?: Clock;
} = {}): MemoryAccount {
  const records = new Map<string, IdempotencyRecord & { readonly until: number }>();
  const inFlight = new Map<TenantKey, Set<JobId>>();
  const days = new Map<string, MemoryDay>();

  const dayOf = (tenant: TenantKey, day: string): MemoryDay => {
    const key = `${tenant} ${day}`;
    const found = days.get(key) ?? { committed: 0, spent: 0, settled: [], runs: [] };
    days.set(key, found);
    return found;
  };
  const recordOf = (tenant: TenantKey, key: Hash, now: Timestamp) => {
    const found = records.get(`${tenant} ${key}`);
    if (found === undefined || found.until <= Date.parse(now)) return undefined;
    const { until: _, ...record } = found;
    return record;
  };

  const keep: MemoryAccount["keep"] = (tenant, { key, body }, { result, now }) => {
    if (recordOf(tenant, key, now) !== undefined) return false;
    const until = Date.parse(now) + idempotencyHours * 60 * 60_000;
    records.set(`${tenant} ${key}`, { body, result, until });
    return true;
  };

  return {
    isTaken: (tenant, { key }, now) => recordOf(tenant, key, now) !== undefined,
    keep,
    usage: {
      async days(tenant, { from, to }) {
        return [...days]
          .map(([key, day]) => ({ owner: key.slice(0, 43), day: key.slice(44), kept: day }))
          .filter(({ owner, day }) => owner === tenant && from <= day && day <= to)
          .sort((one, other) => (one.day < other.day ? -1 : 1))
          .map(({ day, kept }) => usageOf(day, kept));
      },
      async addRuns(tenant, day, runs) {
        dayOf(tenant, day).runs.push(runs);
      },
    },
    idempotency: {
      find: async (tenant, key) => recordOf(tenant, key, clock.now().toISOString()),
    },
    take(job, { idempotency: claim, mostInFlight, mostMicroUsdADay }) {
      const { tenant, id: jobId, created_at: now } = job;
      const record = claim && recordOf(tenant, claim.key, now);
      if (record) return { accepted: false, because: "idempotency_key", record };
      const places = inFlight.get(tenant) ?? new Set();
      if (places.size >= mostInFlight) {
        return { accepted: false, because: "too_many_generations" };
      }
      const { day, microUsd } = reservationOf(job);
      const kept = dayOf(tenant, day);
      if (kept.committed + microUsd > mostMicroUsdADay) {
        return { accepted: false, because: "daily_budget_exceeded", spentMicroUsd: kept.spent };
      }
      kept.committed += microUsd;
      inFlight.set(tenant, places.add(jobId));
      if (claim) keep(tenant, claim, { result: { jobId }, now });
      return { accepted: true };
    },
    settle({ tenant, id }, settlement) {
      const kept = dayOf(tenant, settlement.day);
      inFlight.get(tenant)?.delete(id);
      kept.committed += settlement.microUsd - settlement.reservedMicroUsd;
      kept.spent += settlement.microUsd;
      kept.settled.push(settlement);
    },
  };
}

function usageOf(day: string, { committed, spent, settled, runs }: MemoryDay): DayUsage {
  const sum = (read: (one: Settlement) => number) =>
    settled.reduce((total, one) => total + read(one), 0);
  const ended = (outcome: Settlement["outcome"]) => sum((one) => (one.outcome === outcome ? 1 : 0));
  const apart = { runs: 0, cpu_ms: 0 };
  for (const { count, cpuMs } of runs) {
    apart.runs += count;
    apart.cpu_ms += cpuMs;
  }
  return {
    day,
    generations: {
      succeeded: ended("succeeded"),
      failed: ended("failed"),
      cancelled: ended("cancelled"),
    },
    tokens: {
      input: sum(({ tokens }) => tokens.input),
      cached: sum(({ tokens }) => tokens.cached),
      output: sum(({ tokens }) => tokens.output),
      reasoning: sum(({ tokens }) => tokens.reasoning),
    },
    cost_usd: spent / 1_000_000,
    reserved_usd: (committed - spent) / 1_000_000,
    unknown_calls: sum(({ unknownCalls }) => unknownCalls),
    sandbox: {
      runs: sum(({ sandbox }) => sandbox.runs) + apart.runs,
      cpu_ms: sum(({ sandbox }) => sandbox.cpu_ms) + apart.cpu_ms,
    },
  };
}
