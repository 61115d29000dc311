import {
  type AttributeValue,
  ConditionalCheckFailedException,
  DeleteItemCommand,
  type DynamoDBClient,
  paginateScan,
} from "@aws-sdk/client-dynamodb";
import type { Table } from "./tables.ts";

/**
 * Deletes items whose TTL has passed, as DynamoDB does some time after it has: readers that do not
 * check the attribute themselves show, and so do writers that count on a prompt deletion.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/howitworks-ttl.html
 */
export async function sweepTable(client: DynamoDBClient, table: Table, now: Date) {
  const expired = await expiredItems(client, table, now);
  for (const item of expired) await deleteIfExpired(client, table, item, now);
  return expired.length;
}

/** Sweeps each table again and again, after a random delay of up to `longestDelaySeconds`. */
export function startTtlSweep(
  client: DynamoDBClient,
  tables: readonly Table[],
  options: { longestDelaySeconds: number; log: (line: string) => void },
): { close(): void } {
  let timer: NodeJS.Timeout | undefined;
  const schedule = () => {
    timer = setTimeout(sweep, Math.random() * options.longestDelaySeconds * 1_000);
  };
  const sweep = async () => {
    for (const table of tables) {
      try {
        await sweepTable(client, table, new Date());
      } catch (error) {
        if (timer) options.log(`sweeping ${table.name} failed: ${String(error)}`);
      }
    }
    if (timer) schedule();
  };
  schedule();
  return {
    close: () => {
      clearTimeout(timer);
      timer = undefined;
    },
  };
}

async function expiredItems(client: DynamoDBClient, table: Table, now: Date) {
  const items: Record<string, AttributeValue>[] = [];
  if (table.ttlAttribute === undefined) return items;
  const pages = paginateScan({ client }, { TableName: table.name, ...expiry(table, now) });
  for await (const page of pages) items.push(...(page.Items ?? []));
  return items;
}

async function deleteIfExpired(
  client: DynamoDBClient,
  table: Table,
  item: Record<string, AttributeValue>,
  now: Date,
): Promise<void> {
  const key = table.KeySchema.flatMap(({ AttributeName: name }) => {
    const value = item[name];
    return value ? [[name, value] as const] : [];
  });
  const { FilterExpression, ...names } = expiry(table, now);
  try {
    await client.send(
      new DeleteItemCommand({
        TableName: table.name,
        Key: Object.fromEntries(key),
        ConditionExpression: FilterExpression,
        ...names,
      }),
    );
  } catch (error) {
    // It was written again meanwhile, with a later time.
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
  }
}

const expiry = (table: Table, now: Date) => ({
  FilterExpression: "#ttl < :now",
  ExpressionAttributeNames: { "#ttl": table.ttlAttribute ?? "" },
  ExpressionAttributeValues: { ":now": { N: String(Math.floor(now.getTime() / 1_000)) } },
});
