import * as z from "zod";
import { arn } from "../account.ts";
import type { Table } from "../services/tables.ts";
import type { Access } from "./evaluate.ts";

/**
 * What a DynamoDB request needs: the actions of a transaction are those of its items.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazondynamodb.html
 */
export function dynamoDbAccess(
  operation: string,
  body: unknown,
  tables: ReadonlyMap<string, Table>,
): Access[] {
  const one = (action: string, part: unknown) => itemAccess(action, Item.parse(part), tables);
  if (operation === "TransactWriteItems" || operation === "TransactGetItems") {
    return TransactionBody.parse(body).TransactItems.flatMap((item) =>
      Object.entries(item).map(([kind, part]) => one(transactionActions[kind] ?? kind, part)),
    );
  }
  if (operation === "BatchGetItem") {
    return Object.entries(BatchGetBody.parse(body).RequestItems).flatMap(([TableName, { Keys }]) =>
      Keys.map((Key) => one(operation, { TableName, Key })),
    );
  }
  if (operation === "BatchWriteItem") {
    return Object.entries(BatchWriteBody.parse(body).RequestItems).flatMap(([TableName, writes]) =>
      writes.map(({ PutRequest, DeleteRequest }) =>
        one(operation, { TableName, ...PutRequest, ...DeleteRequest }),
      ),
    );
  }
  return [one(operation, body)];
}

const transactionActions: Readonly<Record<string, string>> = {
  Put: "PutItem",
  Update: "UpdateItem",
  Delete: "DeleteItem",
  ConditionCheck: "ConditionCheckItem",
  Get: "GetItem",
};

const Attributes = z.record(z.string(), z.record(z.string(), z.unknown()));

const Item = z.object({
  TableName: z.string().optional(),
  IndexName: z.string().optional(),
  Key: Attributes.optional(),
  Item: Attributes.optional(),
  KeyConditionExpression: z.string().optional(),
  ExpressionAttributeNames: z.record(z.string(), z.string()).default({}),
  ExpressionAttributeValues: Attributes.default({}),
});
type Item = z.infer<typeof Item>;

const TransactionBody = z.object({ TransactItems: z.array(z.record(z.string(), z.unknown())) });
const BatchGetBody = z.object({
  RequestItems: z.record(z.string(), z.object({ Keys: z.array(z.unknown()) })),
});
const BatchWriteBody = z.object({
  RequestItems: z.record(
    z.string(),
    z.array(
      z.object({
        PutRequest: z.object({ Item: z.unknown() }).optional(),
        DeleteRequest: z.object({ Key: z.unknown() }).optional(),
      }),
    ),
  ),
});

function itemAccess(operation: string, item: Item, tables: ReadonlyMap<string, Table>): Access {
  const action = `dynamodb:${operation}`;
  if (item.TableName === undefined) return { action, resource: "*", context: {} };
  const table = item.TableName.split("table/").at(-1) ?? item.TableName;
  const index = item.IndexName === undefined ? "" : `/index/${item.IndexName}`;
  const resource = arn("dynamodb", `table/${table}${index}`);
  const leading = leadingKey(item, tables.get(table));
  const context = leading === undefined ? {} : { "dynamodb:leadingkeys": [leading] };
  return { action, resource, context };
}

/** The partition key a request names; undefined where it names none, as a scan does. */
function leadingKey(item: Item, table: Table | undefined): string | undefined {
  const index = table?.GlobalSecondaryIndexes.find(({ IndexName }) => IndexName === item.IndexName);
  const schema = (index ?? table)?.KeySchema;
  const name = schema?.find(({ KeyType }) => KeyType === "HASH")?.AttributeName;
  if (name === undefined) return undefined;
  const value = (item.Key ?? item.Item)?.[name] ?? conditionValue(item, name);
  return value && String(Object.values(value)[0]);
}

function conditionValue(item: Item, attribute: string) {
  const equalities = item.KeyConditionExpression?.matchAll(/([#\w]+)\s*=\s*(:\w+)/g) ?? [];
  for (const [, name = "", placeholder = ""] of equalities) {
    if ((item.ExpressionAttributeNames[name] ?? name) === attribute) {
      return item.ExpressionAttributeValues[placeholder];
    }
  }
  return undefined;
}
