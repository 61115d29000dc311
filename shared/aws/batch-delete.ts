import { BatchWriteCommand, type DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { AppError } from "../app-error.ts";
import { type Backoff, jitteredDelay } from "./backoff.ts";

/** Most items of one request. */
const mostAtOnce = 25;
const mostRetries = 6;

export interface ItemKey {
  readonly pk: string;
  readonly sk: string;
}

/**
 * Deletes items by their keys; those that are not there are no error. Not one transaction: whoever
 * ends in between leaves some of them.
 * @throws AppError `unavailable` where the table stays busy
 */
export async function batchDelete(
  store: { readonly client: DynamoDBDocumentClient; readonly backoff: Backoff },
  table: string,
  keys: readonly ItemKey[],
): Promise<void> {
  for (let start = 0; start < keys.length; start += mostAtOnce) {
    await deleteSome(store, table, keys.slice(start, start + mostAtOnce));
  }
}

async function deleteSome(
  { client, backoff }: { readonly client: DynamoDBDocumentClient; readonly backoff: Backoff },
  table: string,
  keys: readonly ItemKey[],
): Promise<void> {
  let pending = keys.map(({ pk, sk }) => ({ DeleteRequest: { Key: { pk, sk } } }));
  for (let retry = 0; ; retry += 1) {
    const { UnprocessedItems } = await client.send(
      new BatchWriteCommand({ RequestItems: { [table]: pending } }),
    );
    const left = UnprocessedItems?.[table] ?? [];
    if (left.length === 0) return;
    if (retry === mostRetries) {
      throw new AppError("unavailable", "The store is busy. Try again shortly.", {
        retryAfterSeconds: 1,
      });
    }
    const stays = new Set(left.map(({ DeleteRequest }) => nameOf(DeleteRequest?.Key)));
    pending = pending.filter(({ DeleteRequest }) => stays.has(nameOf(DeleteRequest.Key)));
    await backoff.sleep(jitteredDelay(retry, backoff.random));
  }
}

const nameOf = (key: Record<string, unknown> | undefined) => JSON.stringify([key?.pk, key?.sk]);
