import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import * as z from "zod";

/** What one access asks of DynamoDB; units as `ReturnConsumedCapacity` tells them. */
export interface AccessCost {
  readonly access: string;
  readonly requests: number;
  readonly readUnits: number;
  readonly writeUnits: number;
}

/** Runs one access and tells what it asked for. */
export type Meter = (access: string, run: () => Promise<unknown>) => Promise<AccessCost>;

const Capacity = z.object({ CapacityUnits: z.number() });
const Consumed = z.union([Capacity.transform((one) => [one]), z.array(Capacity)]);
const reads = new Set(["QueryCommand", "GetItemCommand", "BatchGetItemCommand"]);

/** Asks every request of this client for what it consumed, and adds it up. */
export function metered(client: DynamoDBDocumentClient): Meter {
  let spent = { requests: 0, readUnits: 0, writeUnits: 0 };
  client.middlewareStack.add(
    (next, context) => async (args) => {
      Object.assign(args.input, { ReturnConsumedCapacity: "INDEXES" });
      const result = await next(args);
      const consumed = Consumed.parse(Reflect.get(Object(result.output), "ConsumedCapacity"));
      const units = consumed.reduce((sum, { CapacityUnits }) => sum + CapacityUnits, 0);
      const isRead = reads.has(String(context.commandName));
      spent = {
        requests: spent.requests + 1,
        readUnits: spent.readUnits + (isRead ? units : 0),
        writeUnits: spent.writeUnits + (isRead ? 0 : units),
      };
      return result;
    },
    { step: "initialize", priority: "high", name: "meter" },
  );
  return async (access, run) => {
    spent = { requests: 0, readUnits: 0, writeUnits: 0 };
    await run();
    return { access, ...spent };
  };
}
