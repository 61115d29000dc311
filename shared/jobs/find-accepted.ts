import type { TenantKey } from "#schemas/identifiers.ts";
import type { Caller } from "../caller.ts";
import { findReplay } from "../idempotency/find-replay.ts";
import type {
  IdempotencyClaim,
  IdempotencyStore,
  IdempotentResult,
} from "../idempotency/idempotency.ts";
import type { Metrics } from "../observability/metrics.ts";
import type { JobRecord, JobStore } from "./job-store.ts";

/** A job that is accepted, by this request or by the same one that came before. */
export interface Accepted {
  readonly job: JobRecord;
  readonly replayed: boolean;
}

interface FindServices {
  readonly jobs: Pick<JobStore, "get">;
  readonly metrics: Metrics;
}

/**
 * What the same request was accepted as before, where it has a key.
 * @throws AppError `idempotency_key_reused`
 */
export async function findAccepted(
  { caller, idempotency }: { caller: Caller; idempotency?: IdempotencyClaim | undefined },
  services: FindServices & { readonly idempotency: IdempotencyStore },
): Promise<Accepted | undefined> {
  const result = await findReplay(caller.tenant, idempotency, services);
  return result && acceptedBefore(caller.tenant, result, services);
}

export async function acceptedBefore(
  tenant: TenantKey,
  result: IdempotentResult,
  { jobs, metrics }: FindServices,
): Promise<Accepted> {
  if (!("jobId" in result)) throw new Error("a key of a generation stands for something else");
  const job = await jobs.get(tenant, result.jobId);
  if (job === undefined) throw new Error(`job ${result.jobId} is gone before its key`);
  metrics.count("idempotency_replays_total");
  return { job, replayed: true };
}
