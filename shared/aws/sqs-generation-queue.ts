import { SendMessageCommand, type SQSClient } from "@aws-sdk/client-sqs";
import { GenerationMessage } from "#schemas/job.ts";
import type { GenerationQueue } from "../jobs/generation-queue.ts";

/**
 * Sends to a standard queue. The group, which there orders nothing, lets SQS share the workers
 * fairly: one tenant's burst does not hold up the others.
 */
export function sqsGenerationQueue({
  client,
  queueUrl,
}: {
  client: SQSClient;
  queueUrl: string;
}): GenerationQueue {
  return {
    send: async (message) => {
      const body = GenerationMessage.parse(message);
      await client.send(
        new SendMessageCommand({
          QueueUrl: queueUrl,
          MessageBody: JSON.stringify(body),
          MessageGroupId: body.tenant,
        }),
      );
    },
  };
}
