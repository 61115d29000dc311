import * as z from "zod";
import {
  Hash,
  JobId,
  NodeId,
  type TenantKey,
  type Timestamp,
  VersionNumber,
} from "#schemas/identifiers.ts";
import { ConfigId } from "#schemas/llm-config.ts";
import {
  type IdempotencyClaim,
  type IdempotencyRecord,
  type IdempotentResult,
  idempotencyHours,
} from "../idempotency/idempotency.ts";
import { secondsOf } from "./job-items.ts";
import { idempotencyPartition, idempotencySort } from "./keys.ts";
import { jsonText, readItem, SchemaVersion, schemaVersion } from "./stored-item.ts";
import type { TransactWrite } from "./transact.ts";

const Result = z.union([
  z.object({ jobId: JobId }),
  z.object({ nodeId: NodeId, version: VersionNumber }),
  z.object({ configId: ConfigId }),
]);

/** `I`: which request a caller's key stands for, never changed; replaced once its time is over. */
const IdempotencyItem = z.object({
  schemaVersion: SchemaVersion,
  body: Hash,
  result: jsonText(Result),
  expiresAt: z.int(),
});

/**
 * For the transaction that makes `result`. Refused where the key stands for a request already: that
 * of an expired one is replaced, since the table may take days to remove it.
 */
export function putIdempotency(
  workTable: string,
  tenant: TenantKey,
  { key, body }: IdempotencyClaim,
  { result, now }: { result: IdempotentResult; now: Timestamp },
): TransactWrite {
  const seconds = secondsOf(now);
  const expiresAt = seconds + idempotencyHours * 60 * 60;
  return {
    Put: {
      TableName: workTable,
      Item: {
        ...idempotencyKey(tenant, key),
        ...z.encode(IdempotencyItem, { schemaVersion, body, result, expiresAt }),
      },
      ConditionExpression: "attribute_not_exists(pk) OR expiresAt <= :now",
      ExpressionAttributeValues: { ":now": seconds },
    },
  };
}

export const idempotencyKey = (tenant: TenantKey, key: Hash) => ({
  pk: idempotencyPartition(tenant, key),
  sk: idempotencySort,
});

export function readIdempotency(item: unknown): IdempotencyRecord & { expiresAt: number } {
  const { schemaVersion: _, ...record } = readItem(IdempotencyItem, item);
  return record;
}
