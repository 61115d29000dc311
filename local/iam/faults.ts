import type { ServiceCall } from "./request-access.ts";

/** What DynamoDB does and the emulator never does. */
export interface DynamoDbFaults {
  /** Chance, 0 to 1, that a write, alone or in a transaction, meets a transaction on its item. */
  readonly transactionConflict?: number;
  /** Chance, 0 to 1, that a request is throttled. */
  readonly throttle?: number;
  /** Chance, 0 to 1, of each part of a batch that it is put off. */
  readonly unprocessed?: number;
  /** Chance, 0 to 1, that a write is done and the connection breaks before its answer. */
  readonly lostAnswer?: number;
  /** How long after a write an item is missing from the indexes. */
  readonly indexLagMs?: number;
}

export interface ServiceFailure {
  readonly type: string;
  readonly message: string;
  readonly more?: object;
}

/** The failure a call meets, if its luck is bad. */
export function failureOf(
  { service, operation, access }: ServiceCall,
  faults: DynamoDbFaults,
  random: () => number = Math.random,
): ServiceFailure | undefined {
  if (service !== "dynamodb") return undefined;
  if (random() < (faults.throttle ?? 0)) {
    return {
      type: "ProvisionedThroughputExceededException",
      message: "The level of configured provisioned throughput for the table was exceeded",
    };
  }
  if (operation !== "TransactWriteItems" && !singleWrites.has(operation)) return undefined;
  if (random() >= (faults.transactionConflict ?? 0)) return undefined;
  return operation === "TransactWriteItems" ? cancellation(access.length) : conflict;
}

/** Whether a call is done and its answer lost. */
export const losesAnswer = (
  { service, operation }: ServiceCall,
  faults: DynamoDbFaults,
  random: () => number = Math.random,
): boolean =>
  service === "dynamodb" && writes.has(operation) && random() < (faults.lostAnswer ?? 0);

const singleWrites = new Set(["PutItem", "UpdateItem", "DeleteItem"]);
const writes = new Set([...singleWrites, "BatchWriteItem", "TransactWriteItems"]);

const conflict: ServiceFailure = {
  type: "TransactionConflictException",
  message: "Transaction is ongoing for the item",
};

function cancellation(items: number): ServiceFailure {
  const reasons = Array.from({ length: items }, (_, index) =>
    index === 0
      ? { Code: "TransactionConflict", Message: "Transaction is ongoing for the item" }
      : { Code: "None" },
  );
  const codes = reasons.map(({ Code }) => Code).join(", ");
  return {
    type: "TransactionCanceledException",
    message: `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes}]`,
    more: { CancellationReasons: reasons },
  };
}
