import { TransactionCanceledException } from "@aws-sdk/client-dynamodb";
import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";

/**
 * Faults the local DynamoDB does not make by itself. Each call of `act` takes the place of one
 * request: it throws, or answers instead, or does `next` and spoils what came of it.
 */
export type Fault = (next: () => Promise<object>) => Promise<object>;

export interface Faults {
  /** Queued for the next requests, one each, in order. */
  inject(...faults: Fault[]): void;
  /** Names of the operations asked for, with their inputs, since the start. */
  readonly requests: { operation: string; input: object }[];
}

/** Puts itself before the SDK's own retries of this client. */
export function withFaults(client: DynamoDBDocumentClient): Faults {
  const queue: Fault[] = [];
  const requests: Faults["requests"] = [];
  client.middlewareStack.add(
    (next, context) => async (args) => {
      const operation = String(context.commandName).replace(/Command$/, "");
      requests.push({ operation, input: args.input });
      const fault = queue.shift();
      if (!fault) return next(args);
      const output = await fault(async () => (await next(args)).output);
      return { output: { $metadata: {}, ...output }, response: {} };
    },
    { step: "initialize", priority: "high", name: "faults" },
  );
  return { inject: (...faults) => queue.push(...faults), requests };
}

/** A transaction cancelled for these reasons, before it did anything. */
export const cancelled =
  (...codes: string[]): Fault =>
  () => {
    throw new TransactionCanceledException({
      message: "Transaction cancelled",
      $metadata: {},
      CancellationReasons: codes.map((Code) => ({ Code })),
    });
  };

/** The request is done, its answer is lost on the way. */
export const answerLost: Fault = async (next) => {
  await next();
  throw new Error("socket hang up");
};

/** The request is done, its answer is lost, and the SDK asks again by itself. */
export const askedTwice: Fault = async (next) => {
  await next();
  return next();
};

/** Waits for nothing, and keeps what it was asked to wait. */
export function recordedBackoff() {
  const waits: number[] = [];
  const sleep = async (milliseconds: number) => {
    waits.push(milliseconds);
  };
  return { random: () => 1, sleep, waits };
}
