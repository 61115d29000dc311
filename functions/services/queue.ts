import { SQSClient } from "@aws-sdk/client-sqs";
import { requestTimeout } from "#shared/aws/request-timeout.ts";
import { sqsGenerationQueue } from "#shared/aws/sqs-generation-queue.ts";
import { readEnvironment } from "#shared/http/read-environment.ts";
import type { GenerationQueue } from "#shared/jobs/generation-queue.ts";

export function generationQueue(
  source: Readonly<Record<string, string | undefined>>,
): GenerationQueue {
  const { GENERATION_QUEUE_URL } = readEnvironment(source, "GENERATION_QUEUE_URL");
  const client = new SQSClient({ requestHandler: requestTimeout(5_000) });
  return sqsGenerationQueue({ client, queueUrl: GENERATION_QUEUE_URL });
}
