import { setTimeout } from "node:timers/promises";
import type { Job } from "#schemas/job.ts";
import type { ApiClient } from "../api/api-client.ts";

interface Sweeping {
  fire(schedule: string): Promise<unknown>;
}

const ends: readonly unknown[] = ["succeeded", "failed", "cancelled"];

/**
 * Polls jobs until they have ended, and fires the sweeper as its schedule would, only faster. A sweep
 * that loses the answer to its own write leaves a job for a minute, so that this waits for longer.
 */
export async function sweptUntilEnded(
  stack: Sweeping,
  client: ApiClient,
  ids: readonly string[],
): Promise<Job[]> {
  for (let round = 0; round < 100; round += 1) {
    const answers = await Promise.all(ids.map((id) => client.call("GET", `/api/jobs/${id}`)));
    const ended = answers.map(({ json }) => json).filter((job) => ends.includes(job?.status));
    if (ended.length === ids.length) return ended;
    // A store with faults can fail a sweep; the next one mends that.
    await stack.fire("sweeper").catch(() => {});
    await setTimeout(1_000);
  }
  throw new Error(`not all of the jobs ${ids.join()} ended`);
}
