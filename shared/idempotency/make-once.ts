import type { TenantKey } from "#schemas/identifiers.ts";
import { AppError } from "../app-error.ts";
import type { Metrics } from "../observability/metrics.ts";
import { findReplay } from "./find-replay.ts";
import type { IdempotencyClaim, IdempotencyStore, IdempotentResult } from "./idempotency.ts";

export interface MakeOnceServices {
  readonly idempotency: IdempotencyStore;
  readonly metrics: Metrics;
}

/** `replayed`: the same request made it before. */
export interface Once<Made> {
  readonly made: Made;
  readonly replayed: boolean;
}

interface Making<Made> {
  /** Writes what it makes and the claim's record in one transaction. */
  readonly make: () => Promise<Made>;
  /** What was made then, to be answered again. */
  readonly replay: (result: IdempotentResult) => Promise<Made>;
}

/**
 * Makes something once for each key. Where making it fails, the key is looked up once more: the same
 * request may have been faster, or this one was done and only its answer was lost.
 * @throws AppError `idempotency_key_reused`; what `make` and `replay` throw
 */
export async function makeOnce<Made>(
  { tenant, claim }: { tenant: TenantKey; claim: IdempotencyClaim | undefined },
  { make, replay }: Making<Made>,
  services: MakeOnceServices,
): Promise<Once<Made>> {
  const again = async (result: IdempotentResult): Promise<Once<Made>> => {
    const made = await replay(result);
    services.metrics.count("idempotency_replays_total");
    return { made, replayed: true };
  };
  const before = await findReplay(tenant, claim, services);
  if (before !== undefined) return again(before);
  try {
    return { made: await make(), replayed: false };
  } catch (error) {
    const meanwhile = await findReplay(tenant, claim, services).catch((fault: unknown) => {
      throw fault instanceof AppError ? fault : error;
    });
    if (meanwhile === undefined) throw error;
    return again(meanwhile);
  }
}

/** For a write that was refused since its key stands for a request already: `makeOnce` looks it up. */
export const keyTaken = (): AppError =>
  new AppError("conflict", "The same request is being answered already. Send it again.");
