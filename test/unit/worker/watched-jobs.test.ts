import { describe, expect, it, vi } from "vitest";
import { flushMetrics } from "#shared/http/function-metrics.ts";
import { watchedJobs } from "../../../functions/worker/watched-jobs.ts";
import { capturedLines, metricsIn } from "../../support/observability/captured-lines.ts";

type Jobs = Parameters<typeof watchedJobs>[0];

/** A store whose only job has been claimed so often. */
const jobsAt = (fence: number): Jobs =>
  ({
    claim: async () => ({
      claim: { tenant: "tenant-1", jobId: "job-1", fence },
      job: { nodeId: "node-1", created_at: "2031-02-03T04:05:00.000Z" },
    }),
    succeed: async () => {},
  }) as unknown as Jobs;

const at = {
  now: "2031-02-03T04:05:02.500Z",
  leaseUntil: "2031-02-03T04:06:00.000Z",
} as Parameters<Jobs["claim"]>[2];

async function claimed(jobs: Jobs) {
  const lines: unknown[] = [];
  const watched = watchedJobs(jobs, { info: (...line) => void lines.push(line) });
  vi.stubEnv("LOG_LEVEL", "info");
  const written = await capturedLines(async () => {
    await watched.claim("tenant-1" as never, "job-1" as never, at);
    flushMetrics(process.env);
  });
  vi.unstubAllEnvs();
  return { lines, told: metricsIn(written) };
}

describe("watched jobs", () => {
  it("tell how long a job waited for its first claim", async () => {
    const { lines, told } = await claimed(jobsAt(1));
    expect(lines).toEqual([["generation taken", { nodeId: "node-1", attempt: 1, waitMs: 2_500 }]]);
    expect(told).toEqual([{ node_generation_wait_seconds: 2.5 }]);
  });

  it("do not count the wait of a later claim", async () => {
    const { lines, told } = await claimed(jobsAt(2));
    expect(lines).toMatchObject([["generation taken", { attempt: 2 }]]);
    expect(told).toEqual([]);
  });

  it("tell nothing of a job that is not to be had", async () => {
    const none = { ...jobsAt(1), claim: async () => undefined } as Jobs;
    expect(await claimed(none)).toEqual({ lines: [], told: [] });
  });

  it("tell the node that was stored, once it is", async () => {
    const lines: unknown[] = [];
    const jobs = watchedJobs(jobsAt(1), { info: (...line) => void lines.push(line) });
    const node = { head: { id: "node-1" }, content: { category: "Parsing" } };
    await jobs.succeed({} as never, { node } as never);
    expect(lines).toEqual([["node stored", { nodeId: "node-1", category: "Parsing" }]]);
    const failing = { ...jobsAt(1), succeed: () => Promise.reject(new Error("lost")) } as Jobs;
    const lost = watchedJobs(failing, { info: (...line) => void lines.push(line) });
    await expect(lost.succeed({} as never, { node } as never)).rejects.toThrow("lost");
    expect(lines).toHaveLength(1);
  });
});
