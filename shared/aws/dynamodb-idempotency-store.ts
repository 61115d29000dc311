import { type DynamoDBDocumentClient, GetCommand } from "@aws-sdk/lib-dynamodb";
import type { Hash, TenantKey } from "#schemas/identifiers.ts";
import type { Clock } from "../clock.ts";
import type { IdempotencyStore } from "../idempotency/idempotency.ts";
import { idempotencyKey, readIdempotency } from "./idempotency-item.ts";
import { secondsOf } from "./job-items.ts";

/** Reads what `putIdempotency` wrote as part of other writes. */
export const dynamodbIdempotencyStore = (options: {
  readonly client: DynamoDBDocumentClient;
  readonly workTable: string;
  readonly clock: Clock;
}): IdempotencyStore => ({
  async find(tenant, key) {
    const item = await getIdempotency(options, tenant, key);
    if (item === undefined) return undefined;
    const { expiresAt, ...record } = readIdempotency(item);
    return expiresAt > secondsOf(options.clock.now()) ? record : undefined;
  },
});

export async function getIdempotency(
  { client, workTable }: { readonly client: DynamoDBDocumentClient; readonly workTable: string },
  tenant: TenantKey,
  key: Hash,
): Promise<Record<string, unknown> | undefined> {
  const { Item } = await client.send(
    new GetCommand({
      TableName: workTable,
      Key: idempotencyKey(tenant, key),
      ConsistentRead: true,
    }),
  );
  return Item;
}
