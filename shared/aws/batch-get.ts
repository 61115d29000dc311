import { BatchGetCommand, type DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { AppError } from "../app-error.ts";
import { type Backoff, jitteredDelay } from "./backoff.ts";

const mostRetries = 6;

/**
 * Items by their keys, in no order; those that are not there are left out. What a busy table leaves
 * unprocessed is asked for again.
 * @throws AppError `unavailable` where the table stays busy
 */
export async function batchGet(
  { client, backoff }: { client: DynamoDBDocumentClient; backoff: Backoff },
  table: string,
  wanted: Record<string, unknown>[],
  { consistent }: { consistent: boolean },
): Promise<Record<string, unknown>[]> {
  const found: Record<string, unknown>[] = [];
  let pending = wanted;
  for (let retry = 0; ; retry += 1) {
    const { Responses, UnprocessedKeys } = await client.send(
      new BatchGetCommand({
        RequestItems: { [table]: { Keys: pending, ConsistentRead: consistent } },
      }),
    );
    found.push(...(Responses?.[table] ?? []));
    pending = UnprocessedKeys?.[table]?.Keys ?? [];
    if (pending.length === 0) return found;
    if (retry === mostRetries) {
      throw new AppError("unavailable", "The store is busy. Try again shortly.", {
        retryAfterSeconds: 1,
      });
    }
    await backoff.sleep(jitteredDelay(retry, backoff.random));
  }
}
