import { dynamodbIdempotencyStore } from "#shared/aws/dynamodb-idempotency-store.ts";
import { readEnvironment } from "#shared/http/read-environment.ts";
import type { IdempotencyStore } from "#shared/idempotency/idempotency.ts";
import { systemClock } from "./system.ts";
import { tableClient } from "./table-client.ts";

/** What requests with a key made; written by those that make it. */
export function idempotencyStore(
  source: Readonly<Record<string, string | undefined>>,
): IdempotencyStore {
  const { WORK_TABLE } = readEnvironment(source, "WORK_TABLE");
  return dynamodbIdempotencyStore({
    client: tableClient(),
    workTable: WORK_TABLE,
    clock: systemClock,
  });
}
