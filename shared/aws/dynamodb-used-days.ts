import { DeleteCommand, type DynamoDBDocumentClient, QueryCommand } from "@aws-sdk/lib-dynamodb";
import type { UsedDays } from "../config/config-store.ts";
import { readUsedDay } from "./config-items.ts";
import * as keys from "./keys.ts";

/** The schedule's side of `noteUsed`; a day is one item, which its check takes away. */
export const dynamodbUsedDays = ({
  client,
  accountTable,
}: {
  readonly client: DynamoDBDocumentClient;
  readonly accountTable: string;
}): UsedDays => ({
  async listBefore(day, { limit }) {
    const { Items = [] } = await client.send(
      new QueryCommand({
        TableName: accountTable,
        // A day alone comes before the same day with a tenant behind it.
        KeyConditionExpression: "pk = :pk AND sk < :day",
        ExpressionAttributeValues: { ":pk": keys.usedPartition, ":day": day },
        ConsistentRead: true,
        Limit: limit,
      }),
    );
    return Items.map(readUsedDay);
  },
  async remove(used) {
    const Key = { pk: keys.usedPartition, sk: keys.usedSort(used) };
    await client.send(new DeleteCommand({ TableName: accountTable, Key }));
  },
});
