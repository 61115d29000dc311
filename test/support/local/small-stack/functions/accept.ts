import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";

const client = new SQSClient({});

export const handler = async (event: { body: string }) => {
  const message = { QueueUrl: process.env.QUEUE_URL, MessageBody: event.body };
  await client.send(new SendMessageCommand(message));
  return { statusCode: 202, body: "" };
};
