import { describe, expect, it } from "vitest";
import type { JobEvent } from "#schemas/job-event.ts";
import { followJobEvents, heartbeatMs, mostFollowedMs } from "#shared/jobs/follow-job-events.ts";
import type { JobRecord, JobStore } from "#shared/jobs/job-store.ts";
import { acceptedJob } from "../../support/stores/job-samples.ts";
import { instant, newNodeId, newTenant } from "../../support/stores/node-samples.ts";

const at = instant(1);
const stage = (seq: number): JobEvent => ({ seq, at, name: "stage", data: { stage: "check" } });
const ends: JobEvent[] = [
  { seq: 3, at, name: "succeeded", data: { nodeId: newNodeId() } },
  { seq: 3, at, name: "failed", data: { code: "internal", detail: "No." } },
  { seq: 3, at, name: "cancelled", data: {} },
];

/** A job whose events come at given seconds; time passes by sleeping only. */
function world(
  timed: readonly (readonly [second: number, event: JobEvent])[],
  changes: Partial<JobRecord> = {},
) {
  const record = acceptedJob(newTenant(), { status: "running", ...changes });
  const reads = { queries: [] as number[], gets: [] as number[] };
  let now = 0;
  const told = () => timed.flatMap(([second, event]) => (second * 1_000 <= now ? [event] : []));
  const jobs: Pick<JobStore, "get" | "listEvents"> = {
    get: async () => {
      reads.gets.push(now);
      return record;
    },
    listEvents: async (_tenant, _id, { after, limit }) => {
      reads.queries.push(now);
      return told()
        .filter(({ seq }) => seq > after)
        .slice(0, limit);
    },
  };
  const services = {
    jobs,
    elapsed: () => now,
    sleep: async (milliseconds: number) => {
      now += milliseconds;
    },
  };
  const read = async (after = -1) => {
    const batches: (readonly [number, readonly number[]])[] = [];
    const events = await followJobEvents(record, after, services);
    for (;;) {
      const next = await events?.next();
      if (next === undefined || next.done) return { batches, over: next?.value };
      batches.push([now / 1_000, next.value.map(({ seq }) => seq)]);
    }
  };
  return { record, reads, services, read, elapsed: () => now };
}

describe("following a job's events", () => {
  it.each(ends)("tells what was told, then what comes, and ends behind $name", async (last) => {
    const { read } = world([
      [0, stage(0)],
      [0, stage(1)],
      [2.5, stage(2)],
      [4, last],
    ]);
    expect(await read()).toEqual({
      batches: [
        [0, [0, 1]],
        [3, [2]],
        [4, [3]],
      ],
      over: "ended",
    });
  });

  it("goes on behind the event that was read last, without a gap or a repeat", async () => {
    const timed = [
      [0, stage(0)],
      [0, stage(1)],
      [0, stage(2)],
      [0, ends[0]],
    ] as [number, JobEvent][];
    for (const after of [-1, 0, 1, 2]) {
      const { batches } = await world(timed).read(after);
      expect(batches.flatMap(([, seqs]) => seqs)).toEqual([0, 1, 2, 3].slice(after + 1));
    }
  });

  it("tells nothing of a job that has ended and whose last event was read, or one beyond it", async () => {
    for (const after of [3, 4, 999_999]) {
      const { read, reads } = world([], { status: "failed", seq: 3 });
      expect(await read(after)).toEqual({ batches: [], over: undefined });
      expect(reads.queries).toEqual([]);
    }
  });

  it("ends within a heartbeat where the caller claims to have read beyond the end", async () => {
    const { read, record, reads } = world([]);
    Object.assign(record, { status: "succeeded", seq: 3 });
    const running = { ...record, status: "running" } as const;
    const { services, elapsed } = world([]);
    const events = await followJobEvents(running, 50, {
      ...services,
      jobs: { ...services.jobs, get: async () => record },
    });
    expect(await events?.next()).toEqual({ done: false, value: [] });
    expect(await events?.next()).toEqual({ done: true, value: "ended" });
    expect(elapsed()).toBeLessThanOrEqual(heartbeatMs + 1_000);
    expect(await read(50)).toEqual({ batches: [], over: undefined });
    expect(reads.queries).toEqual([]);
  });

  it("says every 15 s that it is there, and leaves off before its function must", async () => {
    const { read, elapsed } = world([[0, stage(0)]]);
    const { batches, over } = await read();
    expect(over).toBe("time");
    const heartbeats = batches.slice(1);
    expect(heartbeats.every(([, seqs]) => seqs.length === 0)).toBe(true);
    const seconds = [0, ...heartbeats.map(([second]) => second)];
    const pauses = seconds.slice(1).map((second, index) => second - (seconds[index] ?? 0));
    expect(heartbeats).toHaveLength(7);
    for (const pause of pauses) {
      expect(pause).toBeGreaterThanOrEqual(15);
      expect(pause).toBeLessThanOrEqual(17);
    }
    expect(elapsed()).toBeLessThanOrEqual(mostFollowedMs);
    expect(elapsed()).toBeGreaterThan(mostFollowedMs - 3_000);
  });

  it("reads the store 43 times in its first minute and 33 times in a later one", async () => {
    const { read, reads } = world([[0, stage(0)]]);
    await read();
    const between = (from: number, to: number) => (time: number) =>
      time >= from * 1_000 && time < to * 1_000;
    const count = (from: number, to: number) =>
      reads.queries.filter(between(from, to)).length + reads.gets.filter(between(from, to)).length;
    expect([count(0, 60), count(50, 110)]).toEqual([40 + 3, 30 + 3]);
  });

  it("reads on at once where there is more than one page", async () => {
    const many = Array.from({ length: 250 }, (_, seq) => [0, stage(seq)] as const);
    const end = { ...ends[0], seq: 250 } as JobEvent;
    const { read, elapsed } = world([...many, [0, end]]);
    const { batches } = await read();
    expect(batches.map(([, seqs]) => seqs.length)).toEqual([100, 100, 51]);
    expect(elapsed()).toBe(0);
  });

  it("stops reading where nobody listens any more", async () => {
    const { record, reads, services } = world([[0, stage(0)]]);
    const events = await followJobEvents(record, -1, services);
    await events?.next();
    await events?.return("time");
    expect(reads.queries).toHaveLength(1);
    expect(await events?.next()).toEqual({ done: true, value: undefined });
  });

  it("fails before the first event where the store does", async () => {
    const { record, services } = world([]);
    const jobs = { ...services.jobs, listEvents: () => Promise.reject(new Error("no store")) };
    await expect(followJobEvents(record, -1, { ...services, jobs })).rejects.toThrow("no store");
  });
});
