import { TransactionCanceledException } from "@aws-sdk/client-dynamodb";
import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import * as z from "zod";

const Key = z.object({ pk: z.string(), sk: z.string() });
const Write = z.object({
  TableName: z.string(),
  Key: Key.optional(),
  Item: Key.optional(),
});
const Transaction = z.object({
  TransactItems: z.array(z.object({ Put: Write.optional(), Update: Write.optional() })),
});

/**
 * Makes transactions meet as AWS does: one that touches an item of another that is under way is
 * cancelled. The local DynamoDB does them one after the other. Answers how many were cancelled.
 */
export function withConflicts(client: DynamoDBDocumentClient): {
  readonly cancelled: () => number;
} {
  const underWay = new Set<string>();
  let cancelled = 0;
  client.middlewareStack.add(
    (next, context) => async (args) => {
      if (context.commandName !== "TransactWriteItemsCommand") return next(args);
      const keys = keysOf(Transaction.parse(args.input));
      const isBusy = keys.map((key) => underWay.has(key));
      if (isBusy.includes(true)) {
        cancelled += 1;
        throw new TransactionCanceledException({
          message: "Transaction cancelled",
          $metadata: {},
          CancellationReasons: isBusy.map((busy) => ({
            Code: busy ? "TransactionConflict" : "None",
          })),
        });
      }
      for (const key of keys) underWay.add(key);
      try {
        return await next(args);
      } finally {
        for (const key of keys) underWay.delete(key);
      }
    },
    { step: "initialize", priority: "high", name: "conflicts" },
  );
  return { cancelled: () => cancelled };
}

const keysOf = ({ TransactItems }: z.infer<typeof Transaction>): string[] =>
  TransactItems.flatMap(({ Put, Update }) => {
    const write = Put ?? Update;
    const key = write?.Key ?? write?.Item;
    return key === undefined ? [] : [`${write?.TableName} ${key.pk} ${key.sk}`];
  });
