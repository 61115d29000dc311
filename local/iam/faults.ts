import type { ServiceCall } from "./request-access.ts";

/** What DynamoDB does and the emulator never does. */
export interface DynamoDbFaults {
  /** Chance, 0 to 1, that a transaction meets another one on the same item. */
  readonly transactionConflict?: number;
  /** Chance, 0 to 1, that a request is throttled. */
  readonly throttle?: number;
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
  if (operation !== "TransactWriteItems") return undefined;
  return random() < (faults.transactionConflict ?? 0) ? conflict(access.length) : undefined;
}

function conflict(items: number): ServiceFailure {
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
