import type { GenerationServices } from "#shared/generation/generation-services.ts";
import { functionMetrics } from "#shared/http/function-metrics.ts";
import type { Log } from "#shared/http/log.ts";

type Jobs = GenerationServices["jobs"];

/**
 * Jobs whose claims are told: which node a job is for, and how long it waited for its
 * first claim; a later one waited for its lease or its next try.
 */
export const watchedJobs = (jobs: Jobs, log: Pick<Log, "info">): Jobs => ({
  ...jobs,
  async claim(tenant, id, at) {
    const taken = await jobs.claim(tenant, id, at);
    if (taken === undefined) return undefined;
    const { job, claim } = taken;
    const waitMs = Math.max(0, Date.parse(at.now) - Date.parse(job.created_at));
    log.info("generation taken", { nodeId: job.nodeId, attempt: claim.fence, waitMs });
    if (claim.fence === 1) functionMetrics.measure("node_generation_wait_seconds", waitMs / 1_000);
    return taken;
  },
  async succeed(claim, result) {
    await jobs.succeed(claim, result);
    log.info("node stored", {
      nodeId: result.node.head.id,
      category: result.node.content.category,
    });
  },
});
