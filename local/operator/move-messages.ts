import {
  DeleteMessageCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageCommand,
  type SQSClient,
} from "@aws-sdk/client-sqs";

interface Move {
  readonly client: SQSClient;
  readonly from: string;
  readonly to: string;
  /** Messages moved at most. */
  readonly most: number;
}

/** Most of one request. */
const mostAtOnce = 10;

/**
 * Moves messages between two queues, by their URLs, one by one: sent first, then deleted. One that
 * was sent before an end in between is sent again by the next run; whoever handles it must bear
 * that.
 */
export async function moveMessages({ client, from, to, most }: Move): Promise<number> {
  let moved = 0;
  while (moved < most) {
    const { Messages = [] } = await client.send(
      new ReceiveMessageCommand({
        QueueUrl: from,
        MaxNumberOfMessages: Math.min(mostAtOnce, most - moved),
        MessageSystemAttributeNames: ["MessageGroupId"],
        MessageAttributeNames: ["All"],
        VisibilityTimeout: 30,
      }),
    );
    if (Messages.length === 0) break;
    for (const message of Messages) {
      await send(client, to, message);
      const { ReceiptHandle } = message;
      await client.send(new DeleteMessageCommand({ QueueUrl: from, ReceiptHandle }));
      moved += 1;
    }
  }
  return moved;
}

const send = (
  client: SQSClient,
  QueueUrl: string,
  { Body, Attributes, MessageAttributes }: Message,
) =>
  client.send(
    new SendMessageCommand({
      QueueUrl,
      MessageBody: Body,
      ...(Attributes?.MessageGroupId && { MessageGroupId: Attributes.MessageGroupId }),
      ...(MessageAttributes && { MessageAttributes }),
    }),
  );
