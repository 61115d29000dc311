import {
  GetQueueAttributesCommand,
  ListMessageMoveTasksCommand,
  ListQueuesCommand,
  type SQSClient,
  StartMessageMoveTaskCommand,
} from "@aws-sdk/client-sqs";
import { CannotStart } from "../cannot-start.ts";

/** Slow enough that what comes back does not crowd out what is new. */
const messagesPerSecond = 10;

export interface QueueUrls {
  readonly deadLetters: string;
  readonly queue: string;
}

/** Of a deployed stage: the queues are found by what their names begin with. */
export async function queuesOfStage(client: SQSClient, stage: string): Promise<QueueUrls> {
  const find = async (part: string) => {
    const prefix = `nodesmith-${stage}-service-${part}-`;
    const { QueueUrls = [] } = await client.send(
      new ListQueuesCommand({ QueueNamePrefix: prefix }),
    );
    if (QueueUrls.length === 1 && QueueUrls[0] !== undefined) return QueueUrls[0];
    throw new CannotStart(
      `${QueueUrls.length} queues begin with ${prefix}: is it the right account and region?`,
    );
  };
  return { deadLetters: await find("GenerationDeadLetters"), queue: await find("GenerationQueue") };
}

/**
 * Has SQS itself move the messages, which goes on when this process has ended.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_StartMessageMoveTask.html
 */
export async function startMoveTask(
  client: SQSClient,
  { deadLetters, queue }: QueueUrls,
): Promise<void> {
  const [SourceArn, DestinationArn] = await Promise.all([
    arnOf(client, deadLetters),
    arnOf(client, queue),
  ]);
  await client.send(
    new StartMessageMoveTaskCommand({
      SourceArn,
      DestinationArn,
      MaxNumberOfMessagesPerSecond: messagesPerSecond,
    }),
  );
}

export interface MoveProgress {
  readonly status: string;
  readonly moved: number;
  readonly failure?: string | undefined;
}

/** Of the newest task of the queue. */
export async function moveProgress(client: SQSClient, deadLetters: string): Promise<MoveProgress> {
  const SourceArn = await arnOf(client, deadLetters);
  const { Results = [] } = await client.send(new ListMessageMoveTasksCommand({ SourceArn }));
  const [newest] = Results;
  return {
    status: newest?.Status ?? "NONE",
    moved: newest?.ApproximateNumberOfMessagesMoved ?? 0,
    failure: newest?.FailureReason,
  };
}

async function arnOf(client: SQSClient, QueueUrl: string): Promise<string> {
  const { Attributes } = await client.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["QueueArn"] }),
  );
  if (Attributes?.QueueArn !== undefined) return Attributes.QueueArn;
  throw new CannotStart(`the queue ${QueueUrl} has no ARN`);
}
