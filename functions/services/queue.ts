import { SQSClient } from "@aws-sdk/client-sqs";
import { sqsGenerationQueue } from "#shared/aws/sqs-generation-queue.ts";
import { readEnvironment } from "#shared/http/read-environment.ts";
import type { GenerationQueue } from "#shared/jobs/generation-queue.ts";

export function generationQueue(
  source: Readonly<Record<string, string | undefined>>,
): GenerationQueue {
  const { GENERATION_QUEUE_URL } = readEnvironment(source, "GENERATION_QUEUE_URL");
  return sqsGenerationQueue({ client: new SQSClient({}), queueUrl: GENERATION_QUEUE_URL });
}
