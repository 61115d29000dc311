import type { JobId, TenantKey, Timestamp } from "#schemas/identifiers.ts";
import { hasEnded } from "../jobs/job-status.ts";
import type { CancelOutcome, JobRecord } from "../jobs/job-store.ts";
import { readJob } from "./job-items.ts";
import type { JobUpdate } from "./job-update.ts";
import { type JobMove, jobWrites, mostMoves } from "./job-writes.ts";
import { jobSort } from "./keys.ts";
import { getJobItem, type WorkTable } from "./work-table.ts";

/**
 * Ends the job as it stands. Another write may come first: its own end decides, anything else is
 * looked at again.
 */
export async function cancelJob(
  table: WorkTable,
  { tenant, id }: { tenant: TenantKey; id: JobId },
  now: Timestamp,
): Promise<CancelOutcome | undefined> {
  const reference = { tenant, jobId: id };
  const read = async () =>
    readJob(reference, await getJobItem(table, reference, jobSort, true), table.clock.now());
  const move: JobMove = { now, ends: "cancelled", events: [{ name: "cancelled", data: {} }] };
  for (let tries = 0; tries < mostMoves; tries += 1) {
    const job = await read();
    if (job === undefined) return undefined;
    if (hasEnded(job.status)) return { cancelled: false, job };
    const refused = await table.transact(jobWrites(table, job, move, asItStands(job)));
    if (refused.length === 0) return { cancelled: true, job: (await read()) ?? job };
    if (!refused.includes("job")) throw new Error(`job ${id}: refused for ${refused.join(", ")}`);
  }
  throw new Error(`job ${id} moved on before each of ${mostMoves} tries to cancel it`);
}

const asItStands = ({ status, fence }: JobRecord): JobUpdate["onlyIf"] => ({
  expression: "#status = :ifStatus AND #fence = :ifFence",
  values: { ":ifStatus": status, ":ifFence": fence },
});
