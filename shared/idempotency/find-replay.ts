import type { TenantKey } from "#schemas/identifiers.ts";
import { AppError } from "../app-error.ts";
import type {
  IdempotencyClaim,
  IdempotencyRecord,
  IdempotencyStore,
  IdempotentResult,
} from "./idempotency.ts";

/**
 * What the same request made when it came before. To be asked before anything is checked, since what
 * was right then need not be so now; one read, where the request has a key.
 * @throws AppError `idempotency_key_reused`
 */
export async function findReplay(
  tenant: TenantKey,
  claim: IdempotencyClaim | undefined,
  { idempotency }: { idempotency: IdempotencyStore },
): Promise<IdempotentResult | undefined> {
  if (claim === undefined) return undefined;
  const record = await idempotency.find(tenant, claim.key);
  return record && sameResult(record, claim);
}

/** @throws AppError `idempotency_key_reused` */
export function sameResult(
  record: IdempotencyRecord,
  { body }: IdempotencyClaim,
): IdempotentResult {
  if (record.body === body) return record.result;
  throw new AppError(
    "idempotency_key_reused",
    "This Idempotency-Key came with another request. Use a new key for each request.",
  );
}
