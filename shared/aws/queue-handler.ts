import type { SQSBatchResponse, SQSEvent } from "aws-lambda";
import type * as z from "zod";
import { lazy } from "../lazy.ts";

type Source = Readonly<Record<string, string | undefined>>;

/**
 * The Lambda handler of a queue: parses each message and runs it. A message that fails is reported
 * as such, and only it comes again; after its last receive it goes to the dead-letter queue.
 * `onFailure` is told of the message too, unless it could not be read.
 */
export function queueHandler<Message, Services>(
  schema: z.ZodType<Message>,
  build: (environment: Source) => Services | Promise<Services>,
  run: (message: Message, services: Services) => Promise<void>,
  onFailure: (error: unknown, message: Message | undefined) => unknown,
) {
  const services = lazy(() => build(process.env));
  return async (event: SQSEvent): Promise<SQSBatchResponse> => {
    const failed: string[] = [];
    for (const record of event.Records) {
      let message: Message | undefined;
      try {
        message = schema.parse(JSON.parse(record.body));
        await run(message, await services());
      } catch (error) {
        await onFailure(error, message);
        failed.push(record.messageId);
      }
    }
    return { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) };
  };
}
