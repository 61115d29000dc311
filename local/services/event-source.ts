import { once } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  type Message,
  ReceiveMessageCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import * as z from "zod";
import { account } from "../account.ts";
import { clientSettings } from "./clients.ts";
import type { EventSourceMapping } from "./event-source-mapping.ts";
import type { Invoke } from "./invoke.ts";

/** What a standard queue may do and the emulator never does by itself. */
export interface QueueFaults {
  /** Chance, 0 to 1, that a batch is given to the function twice. */
  readonly duplicateDelivery?: number;
  /** Longest extra time before a batch is given to the function, so that order changes. */
  readonly delayMs?: number;
}

export interface EventSourceOptions {
  readonly endpoint: string;
  readonly queueUrl: string;
  readonly mapping: EventSourceMapping;
  readonly invoke: Invoke;
  readonly faults?: QueueFaults | undefined;
  /**
   * When failed messages come back. Lambda leaves that to the queue's visibility timeout, and so
   * does the local run unless a test cannot wait for it.
   */
  readonly retrySeconds?: number | undefined;
  readonly log: (line: string) => void;
}

/**
 * Polls a queue for a function, as Lambda does.
 * https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html
 */
export function startEventSource(options: EventSourceOptions): { close(): Promise<void> } {
  const client = new SQSClient(clientSettings(options.endpoint));
  const stop = new AbortController();
  const stopped = once(stop.signal, "abort");
  const running = new Set<Promise<void>>();
  const polling = poll();

  async function poll(): Promise<void> {
    while (!stop.signal.aborted) {
      if (running.size >= options.mapping.maximumConcurrency) {
        await Promise.race([...running, stopped]);
        continue;
      }
      const messages = await receive();
      if (messages.length === 0) continue;
      const work = handle(messages).finally(() => running.delete(work));
      running.add(work);
    }
  }

  async function receive(): Promise<Message[]> {
    const command = new ReceiveMessageCommand({
      QueueUrl: options.queueUrl,
      MaxNumberOfMessages: options.mapping.batchSize,
      WaitTimeSeconds: 20,
      MessageSystemAttributeNames: ["All"],
      MessageAttributeNames: ["All"],
    });
    try {
      const { Messages } = await client.send(command, { abortSignal: stop.signal });
      return Messages ?? [];
    } catch (error) {
      if (stop.signal.aborted) return [];
      options.log(`polling ${options.queueUrl} failed: ${String(error)}`);
      await delay(300, undefined, { signal: stop.signal }).catch(() => {});
      return [];
    }
  }

  async function handle(messages: Message[]): Promise<void> {
    try {
      await faultyDelay(options.faults, stop.signal);
      if (stop.signal.aborted) return;
      const failed = await deliver(messages, options);
      if (Math.random() < (options.faults?.duplicateDelivery ?? 0)) {
        await deliver(messages, options);
      }
      await settle(messages, failed);
    } catch (error) {
      if (!stop.signal.aborted) options.log(`a batch was not handled: ${String(error)}`);
    }
  }

  async function settle(messages: Message[], failed: ReadonlySet<string>): Promise<void> {
    const done = messages.filter((message) => !failed.has(message.MessageId ?? ""));
    const back = messages.filter((message) => failed.has(message.MessageId ?? ""));
    const QueueUrl = options.queueUrl;
    if (done.length > 0) {
      await client.send(new DeleteMessageBatchCommand({ QueueUrl, Entries: done.map(entry) }));
    }
    const { retrySeconds } = options;
    if (back.length > 0 && retrySeconds !== undefined) {
      const Entries = back.map((message, index) => ({
        ...entry(message, index),
        VisibilityTimeout: retrySeconds,
      }));
      await client.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl, Entries }));
    }
  }

  return {
    close: async () => {
      stop.abort();
      await polling;
      client.destroy();
    },
  };
}

const entry = (message: Message, index: number) => ({
  Id: String(index),
  ReceiptHandle: message.ReceiptHandle,
});

/** Gives a batch to the function. Answers with the ids of the messages that come back. */
async function deliver(messages: Message[], options: EventSourceOptions): Promise<Set<string>> {
  const { mapping, invoke, log } = options;
  const all = new Set(messages.map((message) => message.MessageId ?? ""));
  const event = { Records: messages.map((message) => toRecord(message, mapping.queueArn)) };
  try {
    const result = await invoke(mapping.functionName, JSON.stringify(event));
    if (result.functionError) {
      log(`${mapping.functionName} failed on ${all.size} message(s): ${result.payload}`);
      return all;
    }
    return mapping.reportsItemFailures ? reportedFailures(result.payload, all) : new Set();
  } catch (error) {
    log(`${mapping.functionName} could not be invoked: ${String(error)}`);
    return all;
  }
}

const BatchResponse = z
  .object({
    batchItemFailures: z.array(z.object({ itemIdentifier: z.string().min(1) })).nullish(),
  })
  .nullable();

/** An empty answer is a full success; one that is wrong, or names an unknown id, a full failure. */
function reportedFailures(payload: string, all: Set<string>): Set<string> {
  const response = BatchResponse.safeParse(JSON.parse(payload || "null"));
  if (!response.success) return all;
  const failed = response.data?.batchItemFailures?.map((item) => item.itemIdentifier) ?? [];
  return failed.every((id) => all.has(id)) ? new Set(failed) : all;
}

const toRecord = (message: Message, queueArn: string) => ({
  messageId: message.MessageId,
  receiptHandle: message.ReceiptHandle,
  body: message.Body,
  attributes: message.Attributes ?? {},
  messageAttributes: Object.fromEntries(
    Object.entries(message.MessageAttributes ?? {}).map(([name, value]) => [
      name,
      { stringValue: value.StringValue, dataType: value.DataType },
    ]),
  ),
  md5OfBody: message.MD5OfBody,
  eventSource: "aws:sqs",
  eventSourceARN: queueArn,
  awsRegion: account.region,
});

async function faultyDelay(faults: QueueFaults | undefined, signal: AbortSignal): Promise<void> {
  if (!faults?.delayMs) return;
  await delay(Math.random() * faults.delayMs, undefined, { signal }).catch(() => {});
}
