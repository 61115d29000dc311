import { randomUUID } from "node:crypto";
import { type AttributeValue, TransactionCanceledException } from "@aws-sdk/client-dynamodb";
import {
  type DynamoDBDocumentClient,
  TransactWriteCommand,
  type TransactWriteCommandInput,
} from "@aws-sdk/lib-dynamodb";
import { AppError } from "../app-error.ts";
import type { NewId } from "../clock.ts";
import { type Backoff, jitteredDelay, systemBackoff } from "./backoff.ts";

export type TransactWrite = NonNullable<TransactWriteCommandInput["TransactItems"]>[number];

/** An item in DynamoDB's own attribute values. */
type FoundItem = Readonly<Record<string, AttributeValue>>;

/**
 * Writes all or nothing. Answers the names of the writes whose condition did not hold; none means
 * that everything was written. `found` is told the items of those of them that ask for it, with
 * `ReturnValuesOnConditionCheckFailure`, where there are any.
 */
export type Transact = <Name extends string>(
  writes: Readonly<Record<Name, TransactWrite>>,
  found?: (name: Name, item: FoundItem) => void,
) => Promise<readonly Name[]>;

const mostRetries = 6;

/** Reasons that say "later", not "no": another transaction at work, or too much at once. */
const passing = new Set([
  "TransactionConflict",
  "ThrottlingError",
  "ProvisionedThroughputExceeded",
]);

/**
 * Each call is one transaction, with one client token for all its tries: a try whose answer was
 * lost is not done twice. The SDK itself does not retry a cancelled transaction.
 */
export function transactions(
  client: DynamoDBDocumentClient,
  backoff: Backoff = systemBackoff,
  newToken: NewId = randomUUID,
): Transact {
  return async (writes, found) => {
    const names = namesOf(writes);
    const command = {
      TransactItems: names.map((name) => writes[name]),
      ClientRequestToken: newToken(),
    };
    for (let retry = 0; ; retry += 1) {
      const cancelled = await attempt(client, command);
      if (cancelled === undefined) return [];

      const reasons = cancelled.CancellationReasons ?? [];
      const codes = reasons.map(({ Code }) => Code ?? "None");
      if (!codes.some((code) => passing.has(code))) {
        names.forEach((name, index) => {
          const item = reasons[index]?.Item;
          if (item !== undefined) found?.(name, item);
        });
        return refused(names, codes, cancelled);
      }
      if (retry === mostRetries) throw stillBusy(cancelled);
      await backoff.sleep(jitteredDelay(retry, backoff.random));
    }
  };
}

const namesOf = <Name extends string>(writes: Readonly<Record<Name, TransactWrite>>): Name[] =>
  Object.keys(writes) as Name[];

async function attempt(
  client: DynamoDBDocumentClient,
  command: TransactWriteCommandInput,
): Promise<TransactionCanceledException | undefined> {
  try {
    await client.send(new TransactWriteCommand(command));
    return undefined;
  } catch (error) {
    if (error instanceof TransactionCanceledException) return error;
    throw error;
  }
}

function refused<Name extends string>(
  names: readonly Name[],
  codes: readonly string[],
  cancelled: TransactionCanceledException,
): readonly Name[] {
  const failed = names.filter((_, index) => codes[index] === "ConditionalCheckFailed");
  // Anything else (a bad item, say) is a fault of ours.
  if (failed.length === 0) throw cancelled;
  return failed;
}

const stillBusy = (cause: unknown) =>
  new AppError("unavailable", "Too many changes are being made at once. Try again shortly.", {
    retryAfterSeconds: 1,
    cause,
  });
