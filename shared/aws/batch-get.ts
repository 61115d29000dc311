import { BatchGetCommand } from "@aws-sdk/lib-dynamodb";
import { AppError } from "../app-error.ts";
import { jitteredDelay } from "./backoff.ts";
import type { NodesTable } from "./nodes-table.ts";

const mostRetries = 6;

/**
 * Items by their keys, in no order; those that are not there are left out. What a busy table leaves
 * unprocessed is asked for again.
 * @throws AppError `unavailable` where the table stays busy
 */
export async function batchGet(
  { client, nodesTable, backoff }: NodesTable,
  wanted: Record<string, unknown>[],
  { consistent }: { consistent: boolean },
): Promise<Record<string, unknown>[]> {
  const found: Record<string, unknown>[] = [];
  let pending = wanted;
  for (let retry = 0; ; retry += 1) {
    const { Responses, UnprocessedKeys } = await client.send(
      new BatchGetCommand({
        RequestItems: { [nodesTable]: { Keys: pending, ConsistentRead: consistent } },
      }),
    );
    found.push(...(Responses?.[nodesTable] ?? []));
    pending = UnprocessedKeys?.[nodesTable]?.Keys ?? [];
    if (pending.length === 0) return found;
    if (retry === mostRetries) {
      throw new AppError("unavailable", "The store is busy. Try again shortly.", {
        retryAfterSeconds: 1,
      });
    }
    await backoff.sleep(jitteredDelay(retry, backoff.random));
  }
}
