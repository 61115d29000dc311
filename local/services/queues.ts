import { Server } from "node:net";
import {
  CreateQueueCommand,
  GetQueueUrlCommand,
  QueueDoesNotExist,
  SetQueueAttributesCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { startFauxqs } from "fauxqs";
import * as z from "zod";
import { account } from "../account.ts";
import type { Assembly } from "../assembly/load-assembly.ts";
import { clientSettings } from "./clients.ts";

export interface Queues {
  readonly url: string;
  close(): Promise<void>;
}

/** Starts the SQS emulator in this process. With a directory, messages outlive it. */
export async function startQueues(directory?: string): Promise<Queues> {
  const fauxqs = await onLoopback(() =>
    startFauxqs({
      port: 0,
      logger: false,
      defaultRegion: account.region,
      ...(directory && { dataDir: directory }),
    }),
  );
  return { url: `http://127.0.0.1:${fauxqs.port}`, close: () => fauxqs.stop() };
}

/**
 * fauxqs listens on all interfaces and has no option for the host, so the host is put in its
 * place while it starts; every other server in this project names loopback itself.
 */
async function onLoopback<Result>(start: () => Promise<Result>): Promise<Result> {
  const original = Server.prototype.listen;
  Server.prototype.listen = function listen(this: Server, ...given: unknown[]) {
    const [first, ...more] = given;
    const options = z.looseObject({ host: z.string() }).safeParse(first);
    const moved = options.success ? { ...options.data, host: "127.0.0.1" } : first;
    return Reflect.apply(original, this, [moved, ...more]);
  };
  try {
    return await start();
  } finally {
    Server.prototype.listen = original;
  }
}

const QueueProperties = z.object({
  VisibilityTimeout: z.coerce.number().optional(),
  DelaySeconds: z.coerce.number().optional(),
  MessageRetentionPeriod: z.coerce.number().optional(),
  ReceiveMessageWaitTimeSeconds: z.coerce.number().optional(),
  FifoQueue: z.boolean().optional(),
  ContentBasedDeduplication: z.boolean().optional(),
  RedrivePolicy: z
    .object({ deadLetterTargetArn: z.string(), maxReceiveCount: z.coerce.number() })
    .optional(),
});

export interface Queue {
  readonly name: string;
  readonly arn: string;
  readonly attributes: Readonly<Record<string, string>>;
}

export function readQueues(assembly: Assembly): Queue[] {
  return assembly.ofType("AWS::SQS::Queue").map(({ physical, properties }) => {
    const { RedrivePolicy, ...plain } = QueueProperties.parse(properties);
    const attributes = Object.entries(plain).flatMap(([key, value]) =>
      value === undefined ? [] : [[key, String(value)] as const],
    );
    if (RedrivePolicy) attributes.push(["RedrivePolicy", JSON.stringify(RedrivePolicy)]);
    const arn = physical.attributes.Arn ?? "";
    return { name: physical.name, arn, attributes: Object.fromEntries(attributes) };
  });
}

/** Creates what is missing, dead-letter queues first; queues that are there keep their messages. */
export async function createQueues(endpoint: string, queues: readonly Queue[]): Promise<void> {
  const client = new SQSClient(clientSettings(endpoint));
  const redrives = (queue: Queue) => ("RedrivePolicy" in queue.attributes ? 1 : 0);
  try {
    for (const queue of queues.toSorted((a, b) => redrives(a) - redrives(b))) {
      await createQueue(client, queue);
    }
  } finally {
    client.destroy();
  }
}

async function createQueue(client: SQSClient, { name, attributes }: Queue): Promise<void> {
  try {
    const { QueueUrl } = await client.send(new GetQueueUrlCommand({ QueueName: name }));
    const { FifoQueue: _fixedAtCreation, ...changeable } = attributes;
    if (Object.keys(changeable).length === 0) return;
    await client.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: changeable }));
  } catch (error) {
    if (!(error instanceof QueueDoesNotExist)) throw error;
    await client.send(new CreateQueueCommand({ QueueName: name, Attributes: { ...attributes } }));
  }
}
