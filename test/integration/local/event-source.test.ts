import {
  ReceiveMessageCommand,
  SendMessageCommand,
  type SendMessageCommandInput,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { describe, expect, it, onTestFinished } from "vitest";
import * as z from "zod";
import { arn } from "../../../local/account.ts";
import { clientSettings } from "../../../local/services/clients.ts";
import { type EventSourceOptions, startEventSource } from "../../../local/services/event-source.ts";
import type { Invoke } from "../../../local/services/invoke.ts";
import { createQueues, startQueues } from "../../../local/services/queues.ts";
import { temporaryDirectory } from "../../support/local/temporary-directory.ts";

const Event = z.object({
  Records: z.array(z.object({ messageId: z.string(), body: z.string() })),
});

const redrive = JSON.stringify({ deadLetterTargetArn: arn("sqs", "dead"), maxReceiveCount: 2 });
const queues = [
  { name: "jobs", arn: arn("sqs", "jobs"), attributes: { RedrivePolicy: redrive } },
  { name: "dead", arn: arn("sqs", "dead"), attributes: {} },
];

async function start(directory?: string) {
  const emulator = await startQueues(directory);
  await createQueues(emulator.url, queues);
  const client = new SQSClient(clientSettings(emulator.url));
  const close = async () => {
    client.destroy();
    await emulator.close();
  };
  const urlOf = (name: string) => `${emulator.url}/000000000000/${name}`;
  return {
    close,
    urlOf,
    send: (MessageBody: string, more: Partial<SendMessageCommandInput> = {}) =>
      client.send(new SendMessageCommand({ QueueUrl: urlOf("jobs"), MessageBody, ...more })),
    receive: (name: string, WaitTimeSeconds: number) =>
      client.send(new ReceiveMessageCommand({ QueueUrl: urlOf(name), WaitTimeSeconds })),
    feed: (invoke: Invoke, more: Partial<EventSourceOptions> = {}) => {
      const source = startEventSource({
        endpoint: emulator.url,
        queueUrl: urlOf("jobs"),
        mapping: {
          queueArn: arn("sqs", "jobs"),
          functionName: "Worker",
          batchSize: 1,
          maximumConcurrency: 2,
          reportsItemFailures: true,
        },
        invoke,
        log: () => {},
        ...more,
      });
      onTestFinished(source.close);
    },
  };
}

/** Collects bodies until as many have come as are waited for. */
function collector(count: number) {
  const bodies: string[] = [];
  const { promise, resolve } = Promise.withResolvers<string[]>();
  return {
    all: promise,
    add: (payload: string) => {
      const { Records } = Event.parse(JSON.parse(payload));
      bodies.push(...Records.map((record) => record.body));
      if (bodies.length >= count) resolve(bodies);
      return Records;
    },
  };
}

const succeeded = { payload: "null" };

describe("an event source", () => {
  it("hands messages to the function and deletes them", async () => {
    const queue = await start();
    onTestFinished(queue.close);
    const seen = collector(3);
    queue.feed(async (_name, payload) => {
      seen.add(payload);
      return succeeded;
    });
    for (const body of ["a", "b", "c"]) await queue.send(body);
    expect((await seen.all).toSorted()).toEqual(["a", "b", "c"]);
    expect((await queue.receive("jobs", 0)).Messages ?? []).toEqual([]);
  });

  it("gives back only the messages that the function names", async () => {
    const queue = await start();
    onTestFinished(queue.close);
    const seen = collector(3);
    queue.feed(
      async (_name, payload) => {
        const [record] = seen.add(payload);
        const itemIdentifier = record?.messageId ?? "";
        const failed = record?.body === "bad" ? [{ itemIdentifier }] : [];
        return { payload: JSON.stringify({ batchItemFailures: failed }) };
      },
      { retrySeconds: 0 },
    );
    await queue.send("good");
    await queue.send("bad");
    expect((await seen.all).toSorted()).toEqual(["bad", "bad", "good"]);
  });

  it("moves what fails again and again to the dead-letter queue", async () => {
    const queue = await start();
    onTestFinished(queue.close);
    queue.feed(async () => ({ payload: "{}", functionError: "Unhandled" }), { retrySeconds: 0 });
    await queue.send("poison");
    const dead = await queue.receive("dead", 5);
    expect(dead.Messages?.map((message) => message.Body)).toEqual(["poison"]);
  });

  it("runs no more batches at once than the mapping allows", async () => {
    const queue = await start();
    onTestFinished(queue.close);
    const seen = collector(6);
    let running = 0;
    let most = 0;
    queue.feed(async (_name, payload) => {
      running += 1;
      most = Math.max(most, running);
      await new Promise(setImmediate);
      running -= 1;
      seen.add(payload);
      return succeeded;
    });
    for (let n = 0; n < 6; n += 1) await queue.send(String(n));
    await seen.all;
    expect(most).toBeLessThanOrEqual(2);
  });

  it("delivers twice where a test asks for it", async () => {
    const queue = await start();
    onTestFinished(queue.close);
    const seen = collector(2);
    queue.feed(
      async (_name, payload) => {
        seen.add(payload);
        return succeeded;
      },
      { faults: { duplicateDelivery: 1, delayMs: 5 } },
    );
    await queue.send("once");
    expect(await seen.all).toEqual(["once", "once"]);
  });

  it("keeps messages over a restart", async () => {
    const directory = await temporaryDirectory();
    const first = await start(directory);
    await first.send("kept", { MessageGroupId: "tenant" });
    await first.close();
    const second = await start(directory);
    onTestFinished(second.close);
    const { Messages } = await second.receive("jobs", 1);
    expect(Messages?.map((message) => message.Body)).toEqual(["kept"]);
  });
});
